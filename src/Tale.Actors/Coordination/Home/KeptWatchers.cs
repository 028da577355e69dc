using Akka.Actor;
using Tale.Actors.Coordination.Time;

namespace Tale.Actors.Coordination.Home;

/// <summary>Those who wait for the outcome of a transaction that is not in memory.</summary>
internal sealed class KeptWatchers(NodeClock clock)
{
    /// <summary>However long it waits: another node may end it, and then whoever asks again is answered from its log.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>How soon is looked again where there was no room to look.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (HashSet<IActorRef> Watchers, DateTimeOffset? Until)> _byId = [];
    private readonly HashSet<string> _putOff = [];

    /// <param name="until">Before this time nothing is expected to become of the transaction; null: who knows.</param>
    public void Keep(string transactionId, IActorRef watcher, DateTimeOffset? until)
    {
        var watchers = _byId.TryGetValue(transactionId, out var kept) ? kept.Watchers : [];
        watchers.Add(watcher);
        var longest = clock.Now + Longest;
        _byId[transactionId] = (watchers, until < longest ? until : until is null ? null : longest);
    }

    /// <summary>
    /// Whether somebody waits for one of which nobody knows what has become, and it is not put off already: its last write may have ended it.
    /// </summary>
    public bool TryPutOff(string transactionId) =>
        _byId.TryGetValue(transactionId, out var kept) && kept.Until is null && _putOff.Add(transactionId);

    /// <summary>It was put off until now.</summary>
    public void HasCome(string transactionId) => _putOff.Remove(transactionId);

    /// <summary>Whether a watcher is kept already, and asking again would only have the log read for nothing.</summary>
    public bool IsInVain(string transactionId, IActorRef watcher) =>
        _byId.TryGetValue(transactionId, out var kept) && clock.Now < kept.Until && kept.Watchers.Contains(watcher);

    public void Remove(string transactionId, IActorRef watcher)
    {
        if (_byId.TryGetValue(transactionId, out var kept) && kept.Watchers.Remove(watcher) && kept.Watchers.Count == 0)
            _byId.Remove(transactionId);
    }

    /// <summary>Nobody is kept any more.</summary>
    public IReadOnlyList<(string TransactionId, IActorRef Watcher)> TakeAll()
    {
        var all = _byId.SelectMany(entry => entry.Value.Watchers.Select(watcher => (entry.Key, watcher))).ToList();
        _byId.Clear();
        return all;
    }

    /// <summary>The transaction is in memory again, and its coordinator is told of them.</summary>
    public IEnumerable<IActorRef> Take(string transactionId) => _byId.Remove(transactionId, out var kept) ? kept.Watchers : [];
}
