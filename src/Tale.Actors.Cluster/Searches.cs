namespace Tale.Actors.Cluster;

/// <summary>
/// Transactions whose logs only another build of Tale may be able to read, and for how long they have been looking for one. A log that none can read
/// would go from one build to the other for ever. From any thread.
/// </summary>
internal sealed class Searches(TimeProvider time)
{
    /// <summary>Of a search, and between two steps of one: what goes to and fro comes back within seconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long First, long Last)> _byId = [];
    private long _forgotAt = time.GetTimestamp();

    public int Count
    {
        get
        {
            lock (_lock)
                return _byId.Count;
        }
    }

    /// <summary>A log is about to be left to another build.</summary>
    /// <returns>Whether it has been for so long that there is none.</returns>
    public bool IsInVain(string transactionId)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var first = _byId.TryGetValue(transactionId, out var search) && !IsOver(search.Last) ? search.First : now;
            if (IsOver(_forgotAt))
                Forget(now);
            _byId[transactionId] = (first, now);
            return IsOver(first);
        }
    }

    /// <summary>All are looked through at times only: there may be many.</summary>
    private void Forget(long now)
    {
        _forgotAt = now;
        foreach (var (transactionId, search) in _byId)
        {
            if (IsOver(search.Last))
                _byId.Remove(transactionId);
        }
    }

    private bool IsOver(long since) => time.GetElapsedTime(since) > Longest;
}
