using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;

namespace Tale.Actors.Actors;

/// <summary>
/// A log being read. It is folded while it can be; when the definition is missing or an event cannot be read, the rest is only skimmed and
/// <see cref="Problem"/> says why. A log is never failed or dropped for that.
/// </summary>
internal sealed class Recovered(TransactionRegistry registry)
{
    private long _lastSequenceNr;

    public LogHeader Header { get; } = new();

    public RegisteredTransaction? Transaction { get; private set; }

    public TransactionState? State { get; private set; }

    public (SuspensionCause Cause, string Reason)? Problem { get; private set; }

    /// <summary>What the index has to hold by now; one that is written beside the log may have missed the last of it.</summary>
    public List<IndexChange> IndexChanges { get; } = [];

    public void Add(object message, long sequenceNr)
    {
        var e = message as Event ?? new Event.Unreadable(message.GetType().Name, "it is no event of a transaction");
        Header.Add(e);
        if (IndexChange.Of(e) is { } change)
            IndexChanges.Add(change);
        if (Problem is not null)
            return;
        if (sequenceNr != _lastSequenceNr + 1)
            Problem = Unreadable($"event {sequenceNr} follows event {_lastSequenceNr}");
        else if (e is Event.Unreadable unreadable)
            Problem = Unreadable($"event {sequenceNr} ('{unreadable.Manifest}'): {unreadable.Problem}");
        else if (e is Event.TransactionStarted started)
            Start(started);
        else
            Fold(e, sequenceNr);
        _lastSequenceNr = sequenceNr;
    }

    private void Start(Event.TransactionStarted started)
    {
        Transaction = registry.Get(started.Definition, started.Version);
        if (Transaction is null)
            Problem = Missing($"The definition '{started.Definition}' v{started.Version} is not registered on this node. Register it, and the transaction resumes.");
        else if (Transaction.Definition.Hash != started.Hash)
            Problem = Missing($"The definition '{started.Definition}' v{started.Version} has changed (hash {Transaction.Definition.Hash}; the transaction was started with {started.Hash}). Give the new shape a new version and register the old one too, and the transaction resumes.");
        else
            State = Evolve.Start(Transaction.Plan, started);
    }

    private void Fold(Event e, long sequenceNr)
    {
        try
        {
            State = Evolve.Apply(State ?? throw new InvalidOperationException("The log does not begin with a start."), e);
        }
        catch (Exception error) when (error is InvalidOperationException or UnknownStepException)
        {
            Problem = Unreadable($"event {sequenceNr}: {error.Message}");
        }
    }

    private static (SuspensionCause, string) Missing(string reason) => (SuspensionCause.DefinitionMissing, reason);

    private static (SuspensionCause, string) Unreadable(string what) =>
        (SuspensionCause.LogUnreadable, $"The log cannot be read by this version of Tale: {what}. It resumes on a node that can read it.");
}
