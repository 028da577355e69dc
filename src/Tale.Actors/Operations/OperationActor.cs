using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Index;

namespace Tale.Actors.Operations;

/// <summary>
/// What the book and the runners have in common: one write at a time with a deadline, an end when the journal is in trouble, after which their
/// supervisor brings them back to read what the log says, and no write that another owner of the database would not know of.
/// </summary>
internal abstract class OperationActor : UntypedPersistentActor
{
    private static readonly Recovery WithoutSnapshots = new(SnapshotSelectionCriteria.None);

    private readonly Action<OperationEvent> _onStored;
    private readonly Tenure _tenure;
    private NodeClock.Alarm? _deadline;
    private NodeClock.Alarm? _tick;
    private DateTimeOffset _dueAt;
    private int _unstored;
    private bool _isTakenOver;

    protected OperationActor(OperationServices services, string persistenceId)
    {
        Services = services;
        PersistenceId = persistenceId;
        JournalPluginId = services.Settings.JournalPluginId;
        _tenure = Tenure.Of(services.Leases.Of(persistenceId));
        _onStored = OnStored;
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => WithoutSnapshots;

    protected OperationServices Services { get; }

    protected DateTimeOffset Now => Services.Clock.Now;

    protected bool IsWriting => _unstored > 0;

    /// <summary>
    /// Whether something may be begun: this node owns the database, has ever since the log was read, and is not stopping. The first time it is
    /// taken over from whoever had it before.
    /// </summary>
    protected bool MayAct => !Services.IsStopping() && _tenure.IsHeld && (_isTakenOver = _isTakenOver || Services.MayTakeOver(PersistenceId));

    /// <summary>Another node may have gone on with it: the log is to be read again.</summary>
    protected bool IsOutOfDate => _tenure.IsOver;

    /// <summary>Why not.</summary>
    protected OperationAnswer.Rejected NotNow() => OperationAnswer.NotNow(Services.IsStopping(), _tenure.Lease.Refusal, Services.MayTakeOver(PersistenceId));

    /// <summary>Stores events as one, and then has each applied.</summary>
    protected void Write(params OperationEvent[] events)
    {
        _unstored = events.Length;
        _dueAt = Now + Services.Settings.WriteTimeout;
        _deadline = Services.Clock.Set(_dueAt, Self, WriteDeadline.Instance);
        PersistAllAsync(events, _onStored);
    }

    /// <summary>Has <see cref="OnTick"/> called once, after <c>tale.operations.retry-interval</c>.</summary>
    protected void SetTick() => _tick = Services.Clock.Set(Now + Services.Settings.OperationsRetryInterval, Self, Tick.Instance);

    protected abstract void OnTick();

    /// <summary>One event is stored.</summary>
    protected abstract void Apply(OperationEvent e);

    /// <summary>All of a write is.</summary>
    protected abstract void AfterWrite();

    /// <summary>Nothing comes of the write, as far as anybody knows. The actor ends next.</summary>
    protected abstract void WriteFailed(Exception cause);

    /// <summary>Any other message.</summary>
    protected abstract void OnMessage(object message);

    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case Tick:
                OnTick();
                break;
            // One of an earlier write may have been on its way already.
            case WriteDeadline when IsWriting && Now >= _dueAt:
                End(new TimeoutException($"The journal did not answer a write within {Services.Settings.WriteTimeout}."));
                break;
            case WriteDeadline:
                break;
            default:
                OnMessage(message);
                break;
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => WriteFailed(cause);

    // Akka would go on as if nothing had happened, and the handler would never run.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => End(cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Services.Log.Warning(
        "The log of operations {0} could not be read ({1}: {2}); trying again after a while",
        PersistenceId, reason.GetType().Name, reason.Message);

    protected override void PostStop()
    {
        Services.Clock.Cancel(_deadline);
        Services.Clock.Cancel(_tick);
        base.PostStop();
    }

    private void OnStored(OperationEvent e)
    {
        Apply(e);
        if (--_unstored > 0)
            return;
        Services.Clock.Cancel(_deadline);
        AfterWrite();
    }

    private void End(Exception cause)
    {
        WriteFailed(cause);
        Context.Stop(Self);
    }

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed class WriteDeadline : INoSerializationVerificationNeeded
    {
        public static readonly WriteDeadline Instance = new();
    }
}
