using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination;

/// <summary>
/// A coordinator's one write at a time: the row of a separate index where that has to come first, then the journal, with a deadline,
/// because a journal may never answer. Used by its coordinator only, on its thread.
/// </summary>
/// <param name="persist">Hands events to the journal, which are confirmed with <see cref="Confirm"/>.</param>
internal sealed class WritePipeline(
    string transactionId,
    ITransactionIndexWriter? index,
    NodeClock clock,
    TaleSettings settings,
    IActorRef self,
    Action<IReadOnlyList<Event>> persist)
{
    private readonly IndexRow _row = new(index, transactionId);
    private NodeClock.Alarm? _deadline;

    /// <summary>Null: nothing is being stored.</summary>
    public WriteInFlight? InFlight { get; private set; }

    public void Begin(WriteInFlight write)
    {
        InFlight = write;
        var row = _row.BeforeWrite(write.Events);
        if (row.IsCompletedSuccessfully)
            Persist();
        else
            row.WaitAsync(settings.WriteTimeout).PipeTo(self, success: () => RowStored.Instance, failure: cause => new RowFailed(cause));
    }

    /// <summary>The row is stored, or can wait: on to the journal.</summary>
    public void Persist()
    {
        InFlight!.SentAt = clock.Now;
        _deadline ??= clock.Set(clock.Now + settings.WriteTimeout, self, WriteDeadline.Instance);
        persist(InFlight.Events);
    }

    /// <summary>The journal has stored it.</summary>
    /// <returns>The write; null: it was abandoned.</returns>
    public WriteInFlight? Confirm()
    {
        if (InFlight is not { } write)
            return null;
        foreach (var e in write.Events)
            _row.Record(e);
        InFlight = null;
        return write;
    }

    /// <summary>Nothing will come of the write; what is stored of it is not known here.</summary>
    public void Abandon() => InFlight = null;

    /// <summary>At the deadline: whether the write is overdue. A younger one is given the rest of its time.</summary>
    public bool IsOverdue()
    {
        _deadline = null;
        if (InFlight?.SentAt is not { } sentAt)
            return false;
        if (clock.Now >= sentAt + settings.WriteTimeout)
            return true;
        _deadline = clock.Set(sentAt + settings.WriteTimeout, self, WriteDeadline.Instance);
        return false;
    }

    /// <summary>The log has been read: the row follows it.</summary>
    public void Restore(LogSummary log) => _row.Restore(log);

    /// <summary>The log is empty: the row, if there is one, goes, unless its first event may still be on its way.</summary>
    public void ForgetUnstarted() => _row.Forget(clock.Now - settings.KeepUnstarted);

    public void CancelDeadline() => clock.Cancel(_deadline);

    internal sealed class RowStored : INoSerializationVerificationNeeded
    {
        public static readonly RowStored Instance = new();
    }

    internal sealed record RowFailed(Exception Cause) : INoSerializationVerificationNeeded;

    internal sealed class WriteDeadline : INoSerializationVerificationNeeded
    {
        public static readonly WriteDeadline Instance = new();
    }
}
