using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>
/// One transaction. It turns what arrives into commands, has the core decide, persists, and only then replies and carries out. It judges nothing itself.
/// <code>
/// home, clients --command--> coordinator --events--> journal
/// attempts ------answer----> coordinator --effect--> attempts
/// </code>
/// What arrives while a write is under way is folded together and written as one.
/// </summary>
internal sealed class Coordinator : UntypedPersistentActor
{
    private static readonly Recovery OfKnownLog = new(SnapshotSelectionCriteria.None);

    // Replays nothing. Tale's journal answers it without reading; any other says the highest sequence number, as always.
    private static readonly Recovery OfNewLog = new(SnapshotSelectionCriteria.None, toSequenceNr: 0, replayMax: 0);

    private readonly CoordinatorServices _services;
    private readonly ICoordinatorHome _home;
    private readonly string _id;
    private readonly bool _isNew;
    private readonly AttemptRunner _attempts;
    private readonly Callers _callers;
    private readonly IndexRow _row;
    private readonly Queue<(object Message, IActorRef Sender)> _inbox = new();
    private CoordinatorPhase _phase;
    private WriteInFlight? _write;
    private NodeClock.Alarm? _writeDeadline;
    private NodeClock.Alarm? _due;
    private bool _isLeaving;
    private bool _isPassivating;

    /// <param name="isNew">Nobody can have used its id before: there is no log to be read.</param>
    public Coordinator(CoordinatorServices services, ICoordinatorHome home, bool isNew)
    {
        _services = services;
        _home = home;
        _isNew = isNew;
        // A shard escapes names; the id is one everywhere.
        _id = Uri.UnescapeDataString(Self.Path.Name);
        _attempts = new AttemptRunner(services.Attempts, Context);
        _callers = new Callers(_id, Self);
        _row = new IndexRow(services.IndexWriter, _id);
        _phase = new CoordinatorPhase.Reading(new LogReader(services.Plans));
        PersistenceId = TransactionIds.PersistenceIdOf(_id);
        JournalPluginId = services.Settings.JournalPluginId;
    }

    public override string PersistenceId { get; }

    // Snapshots would cost a read for every new transaction and save nothing: logs are short.
    public override Recovery Recovery => _isNew ? OfNewLog : OfKnownLog;

    private DateTimeOffset Now => _services.Clock.Now;

    private TransactionState? State => (_phase as CoordinatorPhase.Known)?.State;

    protected override SupervisorStrategy SupervisorStrategy() =>
        // Through the mailbox, as every answer: a write may be under way.
        new StepSupervision(() => _attempts, _services.Attempts.Judge, answer => Self.Tell(new Judged(answer), ActorRefs.NoSender));

    /// <summary>While the log is read, Akka would put aside what arrives, and lose it if the reading fails.</summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (_phase is not CoordinatorPhase.Reading || message is not (ITransactionCommand or LeaveInOrder))
            return base.AroundReceive(receive, message);
        _inbox.Enqueue((message, Sender));
        return true;
    }

    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted)
            OnRecovered();
        else
            ((CoordinatorPhase.Reading)_phase).Log.Add(message as Event ?? new Event.Unreadable(message.GetType().Name, "it is no event of a transaction"), LastSequenceNr);
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case AttemptEnded when !_attempts.Answered(Sender):
                return;   // Given up before; nobody waits for it.
            case AttemptEnded ended:
                _inbox.Enqueue((ended.Answer, Self));
                break;
            case Judged judged:
                _inbox.Enqueue((judged.Answer, Self));
                break;
            case SlotGranted granted:
                _attempts.Granted(granted.Attempt);
                return;
            case WriteDeadline:
                CheckWrite();
                return;
            case RowStored:
                Persist();
                return;
            case RowFailed failed:
                OnRowFailed(failed.Cause);
                break;
            case StopCoordinator:
                Stop();
                return;
            case TimeHasCome when _isLeaving:
                return;   // It begins nothing more; what waits is the next incarnation's.
            case TimeHasCome:
                _due = null;
                _inbox.Enqueue((new Command.Tick(), Self));
                break;
            default:
                _inbox.Enqueue((message, Sender));
                break;
        }
        WorkOff();
    }

    private void OnRecovered()
    {
        var log = ((CoordinatorPhase.Reading)_phase).Log;
        if (_isNew && LastSequenceNr > 0)
        {
            // The id was used before after all. The next incarnation reads the log.
            Context.Stop(Self);
            return;
        }
        _phase = log switch
        {
            { Problem: { } problem } => new CoordinatorPhase.Unfolded(log.Summary is { } summary ? new UnfoldedLog(summary, problem) : null, problem),
            { State: { } state } => new CoordinatorPhase.Known(state, Ownership.Looking),
            _ => new CoordinatorPhase.Absent(),
        };
        if (log.Summary is { } known)
            _row.Restore(known);
        if (_phase is CoordinatorPhase.Unfolded { Log: { } unfolded } && unfolded.Suspend(Now) is { } suspended)
            Store(new WriteInFlight([suspended], null));
        else if (_phase is CoordinatorPhase.Unfolded)
            _home.Park(_id);
        else
            TakeOver();
        WorkOff();
    }

    /// <summary>
    /// This incarnation becomes the owner of the open work, if there is any for it, and if it may. One that only waits, for long, was woken to be looked at:
    /// that costs no write, and the index brings it back when it is due.
    /// </summary>
    private void TakeOver()
    {
        if (_isLeaving || _phase is not CoordinatorPhase.Known { Ownership: Ownership.Looking, State: { IsFinal: false } state } known)
            return;
        if (state.MayPassivate(Now) || !_home.MayTakeOver(_id, state.Node))
            return;
        _phase = known with { Ownership = Ownership.TakingOver };
        var waiting = _inbox.ToList();
        _inbox.Clear();
        _inbox.Enqueue((new Command.Recover(_home.Node, _services.Settings.MaxLivesWithoutProgress, [.. _home.Inherit(_id)]), Self));
        waiting.ForEach(_inbox.Enqueue);
    }

    /// <summary>Folds what has arrived into one write.</summary>
    private void WorkOff()
    {
        if (_write is not null)
            return;
        var batch = new WriteBatch<Caller>(State);
        while (batch.Events.Count < _services.Settings.MaxEventsPerWrite && batch.Bytes < _services.Settings.MaxPayloadBytes && _inbox.TryDequeue(out var next))
            Receive(next.Message, next.Sender, batch);
        if (batch.Events.Count > 0)
            Store(new WriteInFlight(batch.Events, batch));
        else
            ReplyOnly(batch);
        LeaveIfIdle();
    }

    private void Receive(object message, IActorRef sender, WriteBatch<Caller> batch)
    {
        switch (message)
        {
            case StartEnvelope x:
                Decide(new Command.Start(x.Request with { Node = _home.Node }), new Caller(sender, x, x.Start.NotifyOutcome), batch);
                break;
            case StartTransaction x:
                Decide(new Command.Start(_services.Validator.Prepare(x, _home.Node)), new Caller(sender, x, x.NotifyOutcome), batch);
                break;
            case GetTransaction:
                Decide(new Command.Get(), new Caller(sender, message, false), batch);
                break;
            case WatchTransaction:
                Decide(new Command.Watch(), new Caller(sender, message, false), batch);
                break;
            case UnwatchTransaction:
                _callers.Unwatch(sender);
                break;
            case WakeTransaction when _phase is CoordinatorPhase.Absent:
                _row.Forget(Now - _services.Settings.KeepUnstarted);
                break;
            case WakeTransaction:
                break;
            case LeaveInOrder leave:
                BeginToLeave(leave);
                break;
            case Command command:
                Decide(command, default, batch);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Decide(Command command, Caller caller, WriteBatch<Caller> batch)
    {
        switch (_phase)
        {
            case CoordinatorPhase.Unfolded { Log: { } log }:
                _callers.Answer(caller, log.Answer(command), Outcome);
                _callers.Announce(Outcome);
                break;
            case CoordinatorPhase.Unfolded { Problem: var problem } when command is Command.Start:
                _callers.Reject(caller.Ref, new Refusal(RejectionReason.Conflict, problem.Reason));
                break;
            case CoordinatorPhase.Unfolded:
                _callers.Answer(caller, new Reply.NotFound(), Outcome);
                break;
            default:
                batch.Add(command, caller, Now);
                break;
        }
    }

    private void Store(WriteInFlight write)
    {
        _write = write;
        var row = _row.BeforeWrite(write.Events);
        if (row.IsCompletedSuccessfully)
            Persist();
        else
            row.WaitAsync(_services.Settings.WriteTimeout).PipeTo(Self, success: () => RowStored.Instance, failure: cause => new RowFailed(cause));
    }

    private void Persist()
    {
        var write = _write!;
        write.SentAt = Now;
        _writeDeadline ??= _services.Clock.Set(Now + _services.Settings.WriteTimeout, Self, WriteDeadline.Instance);
        PersistAllAsync(write.Events, OnPersisted);
    }

    private void OnPersisted(Event e)
    {
        _row.Record(e);
        if (!_write!.Confirm())
            return;
        var write = _write;
        _write = null;
        if (write.Events.OfType<Event.TransactionSuspended>().LastOrDefault() is { } suspended)
            _services.Log.Warning("Transaction {0} is suspended: {1}", _id, suspended.Cause.ResumesByItself() ? suspended.Reason : FailureReport.LogText(write.Batch!.State!));
        if (write.Batch is { } batch)
            OnStored(batch);
        else if (_phase is CoordinatorPhase.Unfolded { Log: { } log } unfolded)
        {
            _phase = unfolded with { Log = log with { Log = log.Log.Apply(e) } };
            _home.Park(_id);
        }
        WorkOff();
    }

    /// <summary>Effects and replies only now, after the write.</summary>
    private void OnStored(WriteBatch<Caller> batch)
    {
        var state = batch.State!;
        _phase = new CoordinatorPhase.Known(state, Ownership.Owning);
        foreach (var effect in batch.Effects())
            CarryOut(effect, state);
        ScheduleDue(state);
        Reply(batch);
    }

    private void CarryOut(Effect effect, TransactionState state)
    {
        switch (effect)
        {
            case Effect.Issue x:
                _attempts.Issue(x.Attempt, state);
                break;
            case Effect.Unwanted x when _attempts.GiveUp(x.Attempt, x.CancelRunning):
                _inbox.Enqueue((new Command.NotBegun(x.Attempt.Step, state.Epoch, x.Attempt.Number), Self));
                break;
        }
    }

    /// <summary>One alarm for all that waits, and none for what may passivate: the index knows when. Whoever stays in memory is not woken by it.</summary>
    private void ScheduleDue(TransactionState state)
    {
        var next = state.MayPassivate(Now) ? null : state.NextDue;
        if (_due?.At == next)
            return;
        _services.Clock.Cancel(_due);
        _due = next is { } at ? _services.Clock.Set(at, Self, TimeHasCome.Instance) : null;
    }

    private void Reply(WriteBatch<Caller> batch)
    {
        foreach (var (caller, reply) in batch.Replies)
            _callers.Answer(caller, reply, Outcome);
        _callers.Announce(Outcome);
    }

    /// <summary>Nothing is written. The time of what waits may not have come after all: clocks are set back.</summary>
    private void ReplyOnly(WriteBatch<Caller> batch)
    {
        Reply(batch);
        if (_phase is CoordinatorPhase.Known { Ownership: Ownership.Owning } known)
            ScheduleDue(known.State);
    }

    private ITransactionOutcome? Outcome() => _phase switch
    {
        CoordinatorPhase.Known known => _services.Outcomes.Of(known.State),
        CoordinatorPhase.Unfolded { Log: { } log } => Outcomes.Of(log),
        _ => null,
    };

    // Leaving.

    private void BeginToLeave(LeaveInOrder leave)
    {
        _isLeaving = true;
        _attempts.Close();
        if (leave.AtOnce)
            _attempts.Abandon();
    }

    private void LeaveIfIdle()
    {
        if (_isPassivating || _write is not null || _inbox.Count > 0)
            return;
        if (_isLeaving && !_attempts.IsWorking && _phase is CoordinatorPhase.Known { Ownership: Ownership.Owning, State: { IssuedSteps: > 0, IsLeft: false } })
        {
            _inbox.Enqueue((new Command.Leave([.. _attempts.NotBegun]), Self));
            WorkOff();
        }
        else if (HasNothingToDo)
        {
            _isPassivating = true;
            _home.Passivate(_id, Self);
        }
    }

    private bool HasNothingToDo => _write is null && _inbox.Count == 0 && !_attempts.IsWorking && (_isLeaving || _phase switch
    {
        CoordinatorPhase.Known { Ownership: Ownership.Looking } => true,
        CoordinatorPhase.Known known => known.State.MayPassivate(Now),
        _ => true,
    });

    private void Stop()
    {
        _isPassivating = false;
        if (HasNothingToDo)
        {
            Context.Stop(Self);
            return;
        }
        // What came at the last moment is not cut off; or the time that it waited for has come.
        _home.Stay(_id, Self);
        if (State is { } state)
            ScheduleDue(state);
        WorkOff();
    }

    protected override void PostStop()
    {
        _services.Clock.Cancel(_writeDeadline);
        _services.Clock.Cancel(_due);
        _attempts.Abandon();
        // Questions that waited behind a write which failed are answered by the next incarnation, and who waits for the outcome waits there.
        foreach (var caller in _write?.Callers ?? [])
            HandOver(caller.Message!, caller.Ref);
        foreach (var (message, sender) in _inbox)
            HandOver(message, sender);
        foreach (var watcher in _callers.Watchers)
            _home.KeepWatcher(_id, watcher);
        base.PostStop();
    }

    private void HandOver(object message, IActorRef sender)
    {
        if (message is ITransactionCommand and not WakeTransaction)
            _home.HandOver(_id, message is StartEnvelope start ? start with { IsIdNew = false } : message, sender);
    }

    // Trouble with the journal. A failed write means "unknown": the incarnation ends, issues nothing more, and the next one reads what the log says.

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        // Akka stops this actor next, whatever its supervisor says; its home brings it back.
        _attempts.Abandon();
        _services.Log.Warning("Transaction {0}: the journal did not confirm a write ({1}); reading the log again", _id, cause.GetType().Name);
        if (_isNew && _write is { IsStart: true } && cause is ISequenceNrTaken)
            return;   // The id was used before after all.
        if (cause is ISequenceNrTaken)
            _home.Fenced(_id);
        RefuseStart("The journal did not confirm the start. Whether it was stored is unknown: start again with the same id.");
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // Akka would go on as if nothing had happened, and the handler would never run. It says so once for each event of the write.
        if (_write is not { } write)
            return;
        _attempts.Abandon();
        _services.Log.Warning("Transaction {0}: the journal rejected a write ({1}); reading the log again", _id, cause.GetType().Name);
        RefuseStart($"The journal rejected the start: {cause.Message}");
        // The numbers of the rejected events are used up here; the log, read again, has no gap.
        _home.Bequeath(_id, new RejectedWrite(cause.Message, _services.Attempts.Judge).Answers(write.Events));
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        _services.Log.Warning("Transaction {0}: the log could not be read ({1}: {2}); trying again", _id, reason.GetType().Name, reason.Message);

    private void OnRowFailed(Exception cause)
    {
        var error = cause.GetBaseException();
        _services.Log.Warning("Transaction {0}: the index did not take a change ({1})", _id, error.GetType().Name);
        if (_write is { IsStart: false })
        {
            // Under way and in memory: an index in trouble does not stop it. Until its row is restored, a crash could have it resumed late.
            Persist();
            return;
        }
        RefuseStart($"The transaction index did not take the start, and nothing was stored in the journal: {error.Message} Try again later with the same id.");
        _write = null;
    }

    /// <summary>Whether a new transaction is stored is not known: its callers are told, and the rest waits for the next incarnation.</summary>
    private void RefuseStart(string why)
    {
        if (_write is not { IsStart: true } write)
            return;
        _write = null;
        foreach (var caller in write.Callers)
        {
            if (caller.Message is StartTransaction or StartEnvelope)
                _callers.Reject(caller.Ref, new Refusal(RejectionReason.JournalUnavailable, why));
            else
                _inbox.Enqueue((caller.Message!, caller.Ref));
        }
    }

    /// <summary>Akka waits for a write for ever; we do not.</summary>
    private void CheckWrite()
    {
        _writeDeadline = null;
        if (_write?.SentAt is not { } sentAt)
            return;
        var timeout = _services.Settings.WriteTimeout;
        if (Now < sentAt + timeout)
        {
            _writeDeadline = _services.Clock.Set(sentAt + timeout, Self, WriteDeadline.Instance);
            return;
        }
        _attempts.Abandon();
        _services.Log.Warning("Transaction {0}: the journal did not answer a write within {1}; reading the log again", _id, timeout);
        RefuseStart("The journal did not answer in time. Whether the start was stored is unknown: start again with the same id.");
        Context.Stop(Self);
    }

    private sealed record Judged(Command.Answer Answer) : INoSerializationVerificationNeeded;

    private sealed record RowFailed(Exception Cause) : INoSerializationVerificationNeeded;

    private sealed class RowStored : INoSerializationVerificationNeeded
    {
        public static readonly RowStored Instance = new();
    }

    private sealed class TimeHasCome : INoSerializationVerificationNeeded
    {
        public static readonly TimeHasCome Instance = new();
    }

    private sealed class WriteDeadline : INoSerializationVerificationNeeded
    {
        public static readonly WriteDeadline Instance = new();
    }
}
