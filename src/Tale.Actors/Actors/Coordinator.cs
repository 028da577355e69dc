using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Failures = Tale.Actors.Core.Failures;

namespace Tale.Actors.Actors;

/// <summary>
/// One transaction. It decides, persists, and then carries out: commands that arrive while a write is under way are queued, folded together and
/// written as one. All judgement sits in the core.
/// </summary>
internal sealed partial class Coordinator : UntypedPersistentActor
{
    private static readonly Recovery OfKnownLog = new(SnapshotSelectionCriteria.None);

    // Replays nothing. Tale's journal answers it without reading; any other says the highest sequence number, as always.
    private static readonly Recovery OfNewLog = new(SnapshotSelectionCriteria.None, toSequenceNr: 0, replayMax: 0);

    private readonly TaleRuntime _tale;
    private readonly string _id;
    private readonly Action<Event> _onPersisted;
    private readonly Queue<(object Message, IActorRef Sender)> _inbox = new();
    private readonly HashSet<IActorRef> _watchers = [];
    private readonly List<(IActorRef Sender, StartTransaction Message)> _starters = [];
    private readonly bool _isNew;

    private Recovered? _recovered;
    private RegisteredTransaction? _transaction;
    private StepCrew? _crew;

    /// <summary>What is written. Null while there is no transaction, or one that cannot be folded.</summary>
    private TransactionState? _state;

    /// <summary>What is being written; becomes <see cref="_state"/> when the journal confirms.</summary>
    private (TransactionState State, List<Event> Events, int Open)? _write;

    /// <param name="isNew">Nobody can have used its id before: there is no log to be read.</param>
    public Coordinator(TaleRuntime tale, bool isNew)
    {
        _tale = tale;
        _id = Self.Path.Name;
        _isNew = isNew;
        _onPersisted = OnPersisted;
        _recovered = isNew ? null : new Recovered(tale.Registry);
        PersistenceId = TransactionIds.PersistenceIdOf(_id);
        JournalPluginId = tale.Settings.JournalPluginId;
    }

    public override string PersistenceId { get; }

    // Snapshots would cost a read for every new transaction and save nothing: logs are short.
    public override Recovery Recovery => _isNew ? OfNewLog : OfKnownLog;

    private static DateTimeOffset Now => Context.System.Scheduler.Now.ToUniversalTime();

    protected override SupervisorStrategy SupervisorStrategy() => new StepSupervision(child => _crew?.WorkOf(child), OnStepFailed);

    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted)
            OnRecoveryCompleted();
        else
            _recovered!.Add(message, LastSequenceNr);
    }

    protected override void OnCommand(object message)
    {
        if (message is LocalCommand local)
            message = local.Command;
        switch (message)
        {
            case CheckWrite:
                OnCheckWrite();
                break;
            case StopCoordinator:
                Leave();
                break;
            case RowStored:
                OnRowStored();
                break;
            case RowFailed failed:
                OnRowFailed(failed.Cause);
                break;
            case Command.Answer:
                _crew?.Release(Sender);
                goto default;
            default:
                _inbox.Enqueue((message, Sender));
                break;
        }
        if (!IsBusy)
            WorkOff();
    }

    /// <summary>Folds the queue into one write. Questions are answered in their turn, from what is written.</summary>
    private void WorkOff()
    {
        var state = _state;
        List<Event> events = [];
        var outputBytes = 0L;
        while (_inbox.TryPeek(out var next) && events.Count < _tale.Settings.MaxEventsPerWrite && outputBytes < _tale.Settings.MaxPayloadBytes)
        {
            if (next.Message is Command command)
            {
                _inbox.Dequeue();
                _isTakingOver &= command is not Command.Recover;
                outputBytes += (command as Command.Executed)?.Output?.Data.Length ?? 0;
                if (state is not null)
                    state = Decided(Decide.On(state, command, Now), events);
            }
            else if (events.Count > 0)
            {
                break;
            }
            else
            {
                _inbox.Dequeue();
                Answer(next.Message, next.Sender);
                if (IsBusy)
                    return;
            }
        }
        if (events.Count > 0)
            Store(state!, events);
        else
            LeaveIfIdle();
    }

    private static TransactionState Decided((IReadOnlyList<Event> Events, TransactionState State) decision, List<Event> events)
    {
        events.AddRange(decision.Events);
        return decision.State;
    }

    private void Answer(object message, IActorRef sender)
    {
        switch (message)
        {
            case StartTransaction start:
                OnStart(start, sender);
                break;
            case GetTransaction:
                sender.Tell(View() is { } view ? view : new TransactionNotFound(_id), Self);
                break;
            case WatchTransaction:
                OnWatch(sender);
                break;
            case UnwatchTransaction:
                _watchers.Remove(sender);
                break;
            case WakeTransaction:
                ForgetUnstarted();
                break;
            case RetryDue due:
                _crew?.OnDue(due, _state!);
                break;
            case OutputsRejected rejected:
                OnOutputsRejected(rejected);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnStart(StartTransaction message, IActorRef sender)
    {
        if (StartDoor.Check(_tale, message, out var start) is { } rejection)
        {
            sender.Tell(rejection, Self);
            return;
        }
        if (View() is { } view)
        {
            Repeat(message, start!, view, sender);
            return;
        }
        if (_isNew && LastSequenceNr > 0)
        {
            ReadLogFor(message, sender);
            return;
        }
        if (_recovered?.Problem is { } problem)
        {
            sender.Tell(new TransactionRejected(_id, RejectionReason.Conflict, problem.Reason), Self);
            return;
        }
        _isOwner = true;
        _transaction = start!.Transaction;
        _crew = new StepCrew(_tale, _transaction, Context);
        var definition = _transaction.Definition;
        var started = new Event.TransactionStarted(Now, _id, definition.Name, definition.Version, definition.Hash, start.State, message.Headers);
        _starters.Add((sender, message));
        Store(Evolve.Start(_transaction.Plan, started), [started]);
    }

    /// <summary>The same id with the same content is the same transaction; with any other it is a conflict.</summary>
    private void Repeat(StartTransaction message, CheckedStart start, TransactionView known, IActorRef sender)
    {
        var isSame = known.Definition == message.Definition && known.State == start.State
            && (message.Version is null || message.Version == known.Version);
        if (!isSame)
        {
            sender.Tell(
                new TransactionRejected(
                    _id, RejectionReason.Conflict,
                    $"The id '{_id}' belongs to a transaction of '{known.Definition}' v{known.Version} that was started with another definition, version or state. Choose another id."),
                Self);
            return;
        }
        sender.Tell(new TransactionAccepted(_id, known.Definition, known.Version, known.Status), Self);
        if (message.NotifyOutcome)
            OnWatch(sender);
    }

    private void OnWatch(IActorRef sender)
    {
        if (Outcome() is { } outcome)
            sender.Tell(outcome, Self);
        else if (_state is not null)
            AddWatcher(sender);
        else
            sender.Tell(new TransactionNotFound(_id), Self);
    }

    /// <summary>Somebody waits here: from now on it stays in memory until the outcome.</summary>
    private void AddWatcher(IActorRef watcher)
    {
        _watchers.Add(watcher);
        TakeOver();
    }

    private static bool OnlyWaits(TransactionState state) => state.WaitsUntil(Now) is not null;

    private TransactionView? View() => _state is not null ? Views.Of(_state, Now) : _recovered?.Header.View();

    private ITransactionOutcome? Outcome()
    {
        if (_state is not { } state)
            return _recovered?.Header.Outcome();
        return state.Status switch
        {
            TransactionStatus.Completed => new TransactionCompleted(_id, Result(state.Result!)),
            TransactionStatus.Compensated => new TransactionCompensated(_id, Failures.Of(state)!),
            TransactionStatus.Failed => new TransactionFailed(_id, Failures.Of(state)!),
            TransactionStatus.Suspended => new TransactionSuspended(_id, state.SuspendedReason ?? "", Failures.Of(state)),
            _ => null,
        };
    }

    /// <summary>As stored where it cannot be read: the transaction is completed all the same.</summary>
    private object? Result(Payload payload)
    {
        try
        {
            return _tale.Codec.Decode(payload, _transaction!.Definition.OutputType);
        }
        catch (StateSerializationException)
        {
            return payload;
        }
    }

    /// <summary>One that has nothing to do in memory leaves it.</summary>
    private void LeaveIfIdle()
    {
        if (IsIdle)
            Context.Parent.Tell(new LeaveMemory(_id), Self);
    }

    private bool IsIdle => !IsBusy && _inbox.Count == 0 && _watchers.Count == 0
        && !(_state is { IsFinal: false, IsSuspended: false } state && (_crew!.IsWorking || !OnlyWaits(state)));

    private void Leave()
    {
        if (IsIdle)
        {
            Context.Stop(Self);
            return;
        }
        // What came at the last moment is not cut off; or the time that it waited for has come.
        Context.Parent.Tell(new StayInMemory(_id), Self);
        if (_state is { IsFinal: false })
            TakeOver();
    }

    private void OnStepFailed(IActorRef child, StepWork work, Exception error, Verdict verdict)
    {
        _crew!.Release(child);
        // Through the mailbox, as every answer: a write may be under way.
        Self.Tell(new LocalCommand(work.Failed(ErrorText.Of(error, verdict, _tale.Settings.MaxFailureLength))), ActorRefs.NoSender);
    }
}

/// <summary>To the region: this coordinator has nothing to do in memory. The region answers with <see cref="StopCoordinator"/>.</summary>
internal sealed record LeaveMemory(string TransactionId) : INoSerializationVerificationNeeded;

/// <summary>To the region, in answer to <see cref="StopCoordinator"/>: there is something to do after all.</summary>
internal sealed record StayInMemory(string TransactionId) : INoSerializationVerificationNeeded;

/// <summary>From the region: stop. What was sent meanwhile waits at the region.</summary>
internal sealed class StopCoordinator : INoSerializationVerificationNeeded
{
    public static readonly StopCoordinator Instance = new();
}
