using Akka.Persistence;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>
/// Numbers that an actor has used up for events which were rejected: Akka has it go on with the next ones, and that leaves no hole which the
/// database has lost. Not for transactions, which read their log again. For the journal actor only.
/// </summary>
internal sealed class UsedUpNumbers
{
    private const int MaxRemembered = 10_000;

    private readonly Dictionary<string, (long After, long Last)> _usedUp = [];

    /// <summary>A write was rejected. Its actor goes on after it.</summary>
    public void Rejected(AtomicWrite write)
    {
        if (TransactionIds.IsTransaction(write.PersistenceId))
            return;
        if (_usedUp.Count >= MaxRemembered)
            _usedUp.Clear();   // who goes on all the same is refused as stale, and reads its log
        _usedUp[write.PersistenceId] = (AfterOf(write.PersistenceId, write.LowestSequenceNr), write.HighestSequenceNr);
    }

    /// <summary>The write with what it really follows.</summary>
    public EventWrite Of(EventWrite write)
    {
        if (_usedUp.Count == 0)
            return write;
        var after = AfterOf(write.PersistenceId, write.FirstSequenceNr);
        _usedUp.Remove(write.PersistenceId);
        return after == write.After ? write : write with { After = after };
    }

    /// <summary>The actor reads its log, and goes on with what is stored there.</summary>
    public void Forget(string persistenceId) => _usedUp.Remove(persistenceId);

    private long AfterOf(string persistenceId, long first) =>
        _usedUp.TryGetValue(persistenceId, out var usedUp) && usedUp.Last == first - 1 ? usedUp.After : first - 1;
}
