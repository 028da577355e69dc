using Akka.Actor;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Journaling;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>
/// One transaction. It turns what arrives into commands, has the core decide, persists, and only then replies and carries
/// out. It judges nothing itself.
/// <code>
/// home, clients --command--> coordinator --events--> journal
/// attempts ------answer----> coordinator --effect--> attempts
/// </code>
/// What arrives while a write is under way is folded together and written as one.
/// </summary>
internal sealed class Coordinator : JournaledActor
{
    /// <summary>The owner of a log that cannot be folded: not this incarnation.</summary>
    private const string NobodyHere = "";

    /// <summary>Who waits for the outcome of what may not be taken over asks again: not more often than this.</summary>
    private static readonly TimeSpan HeldBackPause = TimeSpan.FromSeconds(10);

    private static readonly Refusal MayNotTakeOver = new(
        RejectionReason.NotOwner, "This node may not take the transaction over at present. Try again in a minute, or on another node.");

    private readonly CoordinatorServices _services;
    private readonly ICoordinatorHome _home;
    private readonly string _id;
    private readonly bool _isNew;
    private readonly Tenure _tenure;
    private readonly AttemptRunner _attempts;
    private readonly Callers _callers;
    private readonly WritePipeline _writes;
    private readonly TransactionLog _log;
    private readonly DueAlarm _due;
    private readonly Queue<(object Message, IActorRef Sender)> _inbox = new();
    private CoordinatorPhase _phase;
    private bool _hasWritten;
    private bool _isLeaving;
    private long _seen;

    /// <param name="isNew">Nobody can have used its id before: there is no log to be read.</param>
    public Coordinator(CoordinatorServices services, ICoordinatorHome home, bool isNew)
        : base(services.Logs, TransactionIds.PersistenceIdOf(IdOf(Context.Self)), isNew)
    {
        _services = services;
        _home = home;
        _isNew = isNew;
        _id = IdOf(Self);
        _tenure = Tenure.Of(services.Leases.Of(PersistenceId));
        _attempts = new AttemptRunner(services.Attempts, Context, _tenure);
        _callers = new Callers(_id, Self);
        _log = new TransactionLog(services.Log, _id);
        _writes = new WritePipeline(
            _id, services.IndexWriter, services.Clock, services.Settings, Self, Persist);
        _due = new DueAlarm(services.Clock, Self);
        _phase = new CoordinatorPhase.Reading(new LogReader(services.Plans));
    }

    private DateTimeOffset Now => _services.Clock.Now;

    /// <summary>Whether this node owns the database, and has ever since the log was read.</summary>
    private bool HoldsLease => _tenure.IsHeld;

    private TransactionState? State => (_phase as CoordinatorPhase.Known)?.State;

    protected override SupervisorStrategy SupervisorStrategy() =>
        // Through the mailbox, as every answer: a write may be under way.
        new StepSupervision(
            () => _attempts, _services.Attempts.Judge, () => _home.IsStopping,
            answer => Self.Tell(new AttemptEnded(null, answer), ActorRefs.NoSender));

    /// <summary>A shard escapes names; the id is one everywhere.</summary>
    private static string IdOf(IActorRef self) => Uri.UnescapeDataString(self.Path.Name);

    /// <summary>It waits until the log is read. If that fails, the next incarnation gets it.</summary>
    protected override void OnEarly(object message)
    {
        if (!IsFromHome(message))
        {
            Unhandled(message);
            return;
        }
        _seen++;
        // Whether the lease has changed is looked at then.
        if (message is not LeaseChanged)
            _inbox.Enqueue((message, Sender));
    }

    private static bool IsFromHome(object message) => message is ITransactionCommand or LeaveInOrder or LeaseChanged;

    protected override void OnReplayed(object e, long sequenceNr) => ((CoordinatorPhase.Reading)_phase).Log.Add(
        e as Event ?? new Event.Unreadable(e.GetType().Name, "it is no event of a transaction"), sequenceNr);

    protected override void OnMessage(object message)
    {
        if (IsFromHome(message))
            _seen++;
        switch (message)
        {
            case AttemptEnded { Work: { } work } when !_attempts.Answered(work):
                return;   // Given up before; nobody waits for it.
            case AttemptEnded { Answer: { } answer }:
                _inbox.Enqueue((answer, Self));
                break;
            case AttemptEnded:
                break;   // Cut short: there is nothing to be stored, but perhaps it was the last one that this stop waits for.
            case AttemptOverdue overdue:
                if (_attempts.Overdue(overdue.Work) is not { } abandoned)
                    return;
                _log.Abandoned(overdue.Work.Step.Path, overdue.Work.Attempt.Number);
                _inbox.Enqueue((abandoned, Self));
                break;
            case AttemptHeldBack { Work: var work } when _attempts.HeldBack(work):
                _inbox.Enqueue((work.NotBegun(), Self));
                break;
            case AttemptHeldBack:
                return;
            case Terminated ended:
                _attempts.HasEnded(ended.ActorRef);
                break;
            case SlotGranted granted:
                _attempts.Granted(granted.Attempt);
                return;
            case PutAsideAttempt putAside:
                _attempts.LookAgain(putAside.Attempt);
                return;
            case DueAlarm.TimeHasCome when _isLeaving:
                return;   // It begins nothing more; what waits is the next incarnation's.
            case DueAlarm.TimeHasCome:
                _due.Clear();
                _inbox.Enqueue((new Command.Tick(), Self));
                break;
            case WritePipeline.RowStored:
                _writes.Persist();
                return;
            case WritePipeline.RowFailed failed:
                OnRowFailed(failed.Cause.GetBaseException());
                break;
            case WritePipeline.WriteDeadline:
                OnWriteDeadline();
                return;
            case LeaveInOrder leave:
                BeginToLeave(leave);
                break;
            case LeaseChanged when _tenure.IsOver:
                // Another node may have gone on with it. The next incarnation reads what the log says. Attempts are told now: this actor
                // ends only after theirs, and one that waits for its token on its own thread would wait for ever.
                _attempts.Abandon();
                Context.Stop(Self);
                return;
            case LeaseChanged:
                TakeOver();
                break;
            default:
                _inbox.Enqueue((message, Sender));
                break;
        }
        WorkOff();
    }

    protected override void OnRecovered(long last)
    {
        var log = ((CoordinatorPhase.Reading)_phase).Log;
        // The id was used before after all; or another node may have written to the log while it was read. The next incarnation reads it.
        if ((_isNew && last > 0) || _tenure.IsOver)
        {
            Context.Stop(Self);
            return;
        }
        _phase = CoordinatorPhase.After(log, _id);
        if (_phase is CoordinatorPhase.Unfolded { Log: var unfolded } && _home.LeaveToOthers(unfolded))
            _phase = new CoordinatorPhase.Unfolded(unfolded with { IsForOthers = true });
        _home.LogGrew(_id);
        if (log.Problem is null)
            _home.Unpark(_id);
        if (_phase is not CoordinatorPhase.Absent)
            _home.Started(_id);   // nothing is started here
        if (HoldsLease)
            GoOn(log);
        WorkOff();
    }

    private void GoOn(LogReader log)
    {
        if (log.Summary is { } summary)
            _writes.Restore(summary);
        if (log.Problem is { } problem)
            Suspend(problem);
        else
            TakeOver();
    }

    /// <summary>The log cannot be folded here. That is said in it, unless something is missing there: then in the index.</summary>
    private void Suspend(LogProblem problem)
    {
        var unfolded = (_phase as CoordinatorPhase.Unfolded)?.Log;
        // Whoever has it, or gets it, may be able to fold it.
        if (unfolded is { IsForOthers: true } || !_home.MayTakeOver(_id, NobodyHere))
            return;
        if (unfolded?.Suspend(Now) is { } suspended)
        {
            _writes.Begin(new WriteInFlight([suspended], null));
            return;
        }
        if (unfolded is { Log.IsFinal: true })
            return;   // Nobody wakes what has ended, so nobody has to know that it is pointless.
        var isNews = _home.Park(_id);
        if (unfolded is { Problem.IsHole: false })
            return;
        if (problem.IsHole && _services.Marks is { } marks)
            _ = MarkAsync(marks, problem.Reason);   // never fails
        if (isNews)
            _log.Suspended(problem.Reason);
    }

    /// <summary>A row that says anything else is not left at that: the next turn of the watchdog brings another incarnation, and another try.</summary>
    private async Task MarkAsync(ISuspensionMarks marks, string reason)
    {
        if (!await marks.TryMarkSuspendedAsync(_id, Now, reason))
            _home.WakeParked(_id);
    }

    /// <summary>
    /// This incarnation becomes the owner of the open work, if there is any for it, and if it may.
    /// One that only waits, for long, was woken to be looked at: that costs no write, and the index brings it back when it is due.
    /// </summary>
    private void TakeOver()
    {
        if (_isLeaving || _phase is not CoordinatorPhase.Known { Ownership: Ownership.Looking, State: { IsFinal: false } state } known)
            return;
        if (!HoldsLease || state.MayPassivate(Now) || !_home.MayTakeOver(_id, state.Node))
            return;
        _phase = known with { Ownership = Ownership.TakingOver };
        var waiting = _inbox.ToList();
        _inbox.Clear();
        _inbox.Enqueue((TakingOver(isAsked: false), Self));
        waiting.ForEach(_inbox.Enqueue);
    }

    private Command.Recover TakingOver(bool isAsked) =>
        new(_home.Node, _services.Settings.MaxLivesWithoutProgress, [.. _home.Inherit(_id)], isAsked);

    /// <summary>Folds what has arrived into one write.</summary>
    private void WorkOff()
    {
        if (_writes.InFlight is not null)
            return;
        if (_inbox.Count == 0)
        {
            LeaveIfIdle();
            return;
        }
        if (!HoldsLease)
        {
            HoldBack();
            return;
        }
        var batch = new WriteBatch<Caller>(State);
        while (_writes.InFlight is null && batch.Events.Count < _services.Settings.MaxEventsPerWrite
            && batch.Bytes < _services.Settings.MaxBytesPerWrite
            && _inbox.TryDequeue(out var next))
            Receive(next.Message, next.Sender, batch);
        if (batch.Events.Count > 0)
            _writes.Begin(new WriteInFlight(batch.Events, batch));
        else
            Reply(batch);
        if (_writes.InFlight is null && _inbox.Count > 0)
            WorkOff();   // what it had told to end has not begun
        else
            LeaveIfIdle();
    }

    /// <summary>Without the lease nothing is decided: questions are answered, new starts refused, and whatever would be written waits.</summary>
    private void HoldBack()
    {
        if (_isLeaving && !_attempts.IsWorking)
        {
            // What it had to say stays unsaid: it must not write to a log that may be another node's.
            Context.Stop(Self);
            return;
        }
        var batch = new WriteBatch<Caller>(State);
        var held = new HeldMail();
        while (_inbox.TryDequeue(out var next))
        {
            var (message, sender) = next;
            var isStart = message is IStart;
            if (isStart && _phase is CoordinatorPhase.Absent)
                _callers.Reject(sender, NotOwner());
            else if (isStart || message is GetTransaction or GetTransactionPlan or WatchTransaction or UnwatchTransaction or LeaveInOrder)
                Receive(message, sender, batch);
            else if (message is not WakeTransaction)
                held.AddAgain(message, sender);
        }
        foreach (var entry in held.All)
            _inbox.Enqueue(entry);
        Reply(batch);
        LeaveIfIdle();
    }

    private Refusal NotOwner() => new(
        RejectionReason.JournalUnavailable,
        $"{_tenure.Lease.Refusal ?? "This node did not own its database."} Nothing was stored. Try again later with the same id.");

    private void Receive(object message, IActorRef sender, WriteBatch<Caller> batch)
    {
        if (_services.Reader.Read(message, sender, batch.State) is { } read)
            Decide(read.Command, read.Caller, batch);
        else if (message is UnwatchTransaction)
            _callers.Unwatch(sender);
        else if (message is WakeTransaction && _phase is CoordinatorPhase.Absent)
            _writes.ForgetUnstarted();
        else if (message is LeaveInOrder leave)
            BeginToLeave(leave);
        else if (message is not WakeTransaction)
            Unhandled(message);
    }

    private void Decide(Command command, Caller caller, WriteBatch<Caller> batch)
    {
        if (_phase is CoordinatorPhase.Absent
            && command is Command.Start { Request: { Refusal.Reason: RejectionReason.UnknownDefinition } start }
            && _home.LeaveToOthers(_id, start.Definition, start.Version))
            return;   // whoever asks asks again, and finds the node where it is known
        if (_phase is CoordinatorPhase.Unfolded unfolded)
            Decide(command, caller, unfolded.Log);
        else if (_phase is CoordinatorPhase.Headless headless)
            _callers.Answer(caller, headless.Log.Answer(command), Outcome);
        else if (command is not Command.Change || !Writes(command, batch) || IsOwner(batch))
            batch.Add(command, caller, Now);
        else
            RefuseTakeOver(caller);
    }

    private void Decide(Command command, Caller caller, UnfoldedLog unfolded)
    {
        if (unfolded is { IsForOthers: true, Log.IsFinal: false } && command is Command.Change)
            return;   // whoever asks asks again
        var events = unfolded.GiveUp(command, Now);
        if (events.Count == 0)
            _callers.Answer(caller, unfolded.Answer(command), Outcome);
        else if (!_home.MayTakeOver(_id, NobodyHere))
            RefuseTakeOver(caller);
        else
            _writes.Begin(new WriteInFlight(events, null, caller));
    }

    private void RefuseTakeOver(Caller caller)
    {
        if (!_home.IsMoving)   // else whoever asks asks again, and finds the node that has it next
            _callers.Reject(caller.Ref, MayNotTakeOver);
    }

    private bool Writes(Command command, WriteBatch<Caller> batch) =>
        !Core.Decide.On(batch.State, command, Now, batch.Written).Events.IsEmpty;

    /// <summary>Whoever is going to write takes over first: the epoch is the fence against any other owner.</summary>
    private bool IsOwner(WriteBatch<Caller> batch)
    {
        if (_phase is not CoordinatorPhase.Known { Ownership: Ownership.Looking, State: var state } known)
            return true;
        if (_isLeaving || !_home.MayTakeOver(_id, state.Node))
            return false;
        if (state.IsFinal)
            return true;   // whoever has it undone brings an epoch along
        _phase = known with { Ownership = Ownership.TakingOver };
        batch.Add(TakingOver(isAsked: true), default, Now);
        return true;
    }

    protected override void OnPersisted()
    {
        if (_writes.Confirm() is not { } write)
            return;
        if (!_hasWritten)
            _home.Started(_id);
        _hasWritten = true;
        _log.Stored(write.Events, write.Batch?.State);
        _home.LogGrew(_id);
        if (write.Batch is { } batch)
            OnStored(batch);
        else
            OnUnfoldedStored(write);
        WorkOff();
    }

    /// <summary>It is visible now, and nothing on this node but an operator will change it.</summary>
    private void OnUnfoldedStored(WriteInFlight write)
    {
        foreach (var e in write.Events)
            _phase = ((CoordinatorPhase.Unfolded)_phase).With(e);
        if (_phase is CoordinatorPhase.Unfolded { Log.Log.IsFinal: true })
            _home.Unpark(_id);   // nobody wakes it any more
        else
            _home.Park(_id);
        foreach (var asker in write.Callers)
            _callers.Answer(asker, new Reply.Outcome(), Outcome);
        _callers.Announce(Outcome);
    }

    /// <summary>Effects and replies only now, after the write.</summary>
    private void OnStored(WriteBatch<Caller> batch)
    {
        var state = batch.State!;
        if (_phase is CoordinatorPhase.Known { Ownership: Ownership.TakingOver })
            _home.Inherited(_id);
        _phase = new CoordinatorPhase.Known(state, Ownership.Owning);
        foreach (var effect in batch.Effects())
            CarryOut(effect, state);
        Reply(batch);
    }

    private void CarryOut(Effect effect, TransactionState state)
    {
        switch (effect)
        {
            case Effect.Issue x:
                _log.Issued(x.Attempt, state);
                _attempts.Issue(x.Attempt, state);
                break;
            case Effect.Unwanted x when _attempts.GiveUp(x.Attempt, x.CancelRunning):
                _inbox.Enqueue((new Command.NotBegun(x.Attempt.Step, state.Epoch, x.Attempt.Number), Self));
                break;
            case Effect.Abandon x:
                _attempts.Abandon(x.Attempt);
                break;
        }
    }

    private void Reply(WriteBatch<Caller> batch)
    {
        foreach (var (caller, reply) in batch.Replies)
        {
            if (IsSaid(batch, caller, reply))
            {
                foreach (var work in _attempts.CancelAgain())
                    _inbox.Enqueue((work.NotBegun(), Self));
            }
            _callers.Answer(caller, reply is Reply.View x ? new Reply.View(_attempts.Explain(x.Value)) : reply, Outcome);
        }
        _callers.Announce(Outcome);
        if (_isLeaving)
            Dismiss();
    }

    /// <summary>Whether somebody has cancelled it with this write, or once more.</summary>
    private static bool IsSaid(WriteBatch<Caller> batch, Caller caller, Reply reply) =>
        reply is Core.Reply.Done && caller.Message is CancelTransaction { IsOfParent: false, WishId: { } wish }
        && batch.Written?.Log.Wishes.Contains(wish) != true;

    /// <summary>Nobody who waits is kept waiting for longer than the node lives; unless they are waiting for the next home.</summary>
    private void Dismiss()
    {
        if (!_home.IsFollowed)
            _callers.Dismiss();
    }

    private ITransactionOutcome? Outcome() => _phase switch
    {
        CoordinatorPhase.Known known => _services.Outcomes.Of(known.State),
        CoordinatorPhase.Unfolded { Log: var log } => Outcomes.Of(log),
        CoordinatorPhase.Headless { Log: var log } => new TransactionSuspended(_id, log.Problem.Reason, null),
        _ => null,
    };

    // Leaving.

    private void BeginToLeave(LeaveInOrder leave)
    {
        _isLeaving = true;
        Dismiss();
        _attempts.Close();
        if (leave.Stage == LeaveStage.Cancel)
            _attempts.CutShort();
        else if (leave.Stage == LeaveStage.AtOnce)
            _attempts.Abandon();
    }

    private void LeaveIfIdle()
    {
        if (_writes.InFlight is not null || _inbox.Count > 0)
            return;
        if (_isLeaving && !_attempts.IsWorking
            && _phase is CoordinatorPhase.Known { Ownership: Ownership.Owning, State: { IssuedSteps: > 0, IsLeft: false } })
        {
            _inbox.Enqueue((new Command.Leave([.. _attempts.NotBegun]), Self));
            WorkOff();
        }
        else if (Now is var now && !HasNothingToDo(now))
            FollowDue(now);
        else if (_home.TryLeave(_id, _seen))
            Context.Stop(Self);
    }

    private bool HasNothingToDo(DateTimeOffset now) => !_attempts.IsWorking && !_attempts.HasToTell && (_isLeaving || _phase switch
    {
        _ when _attempts.IsHeldUp => false,
        CoordinatorPhase.Known { Ownership: Ownership.Looking } => true,
        CoordinatorPhase.Known known => known.State.MayPassivate(now),
        _ => true,
    });

    /// <summary>It stays in memory. The time of what waits may not have come after all: clocks are set back.</summary>
    private void FollowDue(DateTimeOffset now)
    {
        if (_phase is CoordinatorPhase.Known { Ownership: Ownership.Owning } known)
            _due.Follow(known.State, now, _attempts.IsHeldUp);
    }

    protected override void PostStop()
    {
        base.PostStop();
        _writes.CancelDeadline();
        _due.Cancel();
        _attempts.Abandon();
        // Questions that waited behind a write which failed are answered by the next incarnation, and who
        // waits for the outcome waits there.
        foreach (var caller in _writes.InFlight?.Callers ?? [])
            HandOver(caller.Message!, caller.Ref);
        foreach (var (message, sender) in _inbox)
            HandOver(message, sender);
        // What waits for no time at all waits for somebody, who brings it into memory.
        var due = _phase switch
        {
            CoordinatorPhase.Known { State: var state } when state.MayPassivate(Now) => state.NextDue ?? DateTimeOffset.MaxValue,
            CoordinatorPhase.Known { Ownership: Ownership.Looking, State.IsFinal: false } => Now + HeldBackPause,
            CoordinatorPhase.Unfolded { Log: { IsForOthers: true, Log.IsFinal: false } } => Now + HeldBackPause,
            _ => (DateTimeOffset?)null,
        };
        foreach (var watcher in _callers.Watchers)
            _home.KeepWatcher(_id, watcher, due);
    }

    private void HandOver(object message, IActorRef sender)
    {
        if (message is ITransactionCommand and not WakeTransaction)
            _home.HandOver(_id, message is StartEnvelope start ? start with { IsIdNew = false } : message, sender);
    }

    // Trouble with the journal. A failed write means "unknown": the incarnation ends, issues nothing more, and the
    // next one reads what the log says.

    protected override void OnPersistFailure(Exception cause)
    {
        // Its home brings it back.
        End(cause is ISequenceNrTaken
            ? $"a write was refused: {cause.Message}"
            : $"the journal did not confirm a write ({cause.GetType().Name})");
        if (cause is not ISequenceNrTaken)
            RefuseStart("The journal did not confirm the start. Whether it was stored is unknown: start again with the same id.");
        else if (_writes.InFlight is not { IsStart: true })
            _home.Fenced(_id);
        // A start whose number is taken: the id was used before after all, and the next incarnation answers.
    }

    protected override void OnPersistRejected(Exception cause)
    {
        if (_writes.InFlight is not { } write)
            return;
        End($"the journal rejected a write ({cause.GetType().Name})");
        if (!RefuseStart($"The journal rejected the start: {cause.Message}"))
        {
            // An output may be what it rejects, and would be handed from incarnation to incarnation.
            Refuse(
                write, message => message is OperatorCommand { Output: not null } or SignalTransaction { Payload: not null },
                $"The journal rejected what the command would have stored: {cause.Message} Nothing of it was stored.");
        }
        _home.Bequeath(_id, new RejectedWrite(cause.Message, _services.Attempts.Judge).Answers(write.Events));
        // The numbers of the rejected events are used up here; the log, read again, has no gap.
        Context.Stop(Self);
    }

    protected override void OnRecoveryFailure(Exception cause) =>
        End($"the log could not be read ({cause.GetType().Name}: {cause.Message})");

    private void OnWriteDeadline()
    {
        if (!_writes.IsOverdue())
            return;
        End($"the journal did not answer a write within {_services.Settings.WriteTimeout}");
        RefuseStart("The journal did not answer in time. Whether the start was stored is unknown: start again with the same id.");
        Context.Stop(Self);
    }

    private void OnRowFailed(Exception error)
    {
        _log.RowFailed(error);
        // Under way and in memory: an index in trouble does not stop it. Until its row is restored, a crash could have it resumed late.
        if (!RefuseStart(
            $"The transaction index did not take the start, and nothing was stored in the journal: {error.Message} "
            + "Try again later with the same id."))
            _writes.Persist();
    }

    private bool RefuseStart(string why)
    {
        if (_writes.InFlight is not { IsStart: true } write)
            return false;
        Refuse(write, message => message is IStart, why);
        return true;
    }

    /// <summary>Nothing comes of the write. Those who asked for it are told; the others ask the next incarnation.</summary>
    private void Refuse(WriteInFlight write, Func<object?, bool> asksForIt, string why)
    {
        _writes.Abandon();
        foreach (var asker in _callers.Refuse(write, asksForIt, why))
            _inbox.Enqueue((asker.Message!, asker.Ref));
    }

    private void End(string why)
    {
        _attempts.Abandon();
        _log.Interrupted(why);
    }
}
