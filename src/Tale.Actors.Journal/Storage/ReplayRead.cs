namespace Tale.Actors.Journal.Storage;

/// <summary>A request for a piece of a log, and where its rows go.</summary>
/// <param name="Limit">The most events to read.</param>
internal sealed record ReplayRead(string PersistenceId, long From, long To, int Limit)
{
    /// <summary>
    /// Past this many bytes the rest of a piece is left for the next one, so that many large recoveries at once fit into memory.
    /// </summary>
    internal const int MaxBytes = 256 * 1024;

    private int _bytes;

    public List<StoredEvent> Events { get; } = [];

    /// <summary>Whether events were left out because of their size.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the next event still fits; once it does not, the piece is cut.</summary>
    public bool TakesMore() => !(IsCut = _bytes >= MaxBytes);

    public void Add(StoredEvent stored)
    {
        _bytes += stored.Data.Length;
        Events.Add(stored);
    }

    public void Clear()
    {
        Events.Clear();
        (_bytes, IsCut) = (0, false);
    }
}
