using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Actors;

/// <summary>
/// The home of coordinators on a single node: routes commands by id, makes coordinators on demand, lets idle ones go without losing a message, and
/// brings failed ones back after a while.
/// </summary>
internal sealed class TransactionRegion(TaleRuntime tale) : UntypedActor, IWithTimers
{
    // Made once: a coordinator knows its id by its name.
    private readonly Props _known = PropsOf(tale, isNew: false);
    private readonly Props _new = PropsOf(tale, isNew: true);
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly Dictionary<string, List<(object Command, IActorRef? Sender)>> _heldForNextLife = [];
    private bool _stopping;

    public ITimerScheduler Timers { get; set; } = null!;

    // A coordinator that fails is not restarted in place: it stops, and comes back later with a fresh read of its log.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UnwatchTransaction unwatch when _entries.TryGetValue(unwatch.TransactionId, out var watched):
                watched.Coordinator.Forward(unwatch);
                break;
            case UnwatchTransaction:
                break;
            case ITransactionCommand command:
                Route(command);
                break;
            case LeaveMemory leave:
                Leave(leave);
                break;
            case StayInMemory stay:
                Stay(stay);
                break;
            case ForNextLife next:
                Hold(next);
                break;
            case Terminated terminated:
                OnTerminated(terminated.ActorRef);
                break;
            case StopAccepting:
                _stopping = true;
                Sender.Tell(StopAccepting.Instance, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Route(ITransactionCommand command)
    {
        if (Refuse(command) is { } refusal)
            Sender.Tell(refusal, Self);
        else if (!_entries.TryGetValue(command.TransactionId, out var entry))
            Admit(command);
        else if (entry.IsLeaving)
            (entry.Held ??= []).Add((command, Sender));
        else if (command is not WakeTransaction)
            entry.Coordinator.Tell(command, Sender);
    }

    /// <summary>The watchdog does not fill the memory either: what is due and finds no room is due at its next turn.</summary>
    private void Admit(ITransactionCommand command)
    {
        if (command is not WakeTransaction || _entries.Count < tale.Settings.MaxActive)
            Make(command.TransactionId, command is StartTransaction { IsIdNew: true } ? _new : _known).Tell(command, Sender);
    }

    private object? Refuse(ITransactionCommand command)
    {
        var id = command.TransactionId;
        if (!TransactionIds.IsValid(id))
            return command is StartTransaction ? Rejected(id, RejectionReason.InvalidId, TransactionIds.Problem(id)) : new TransactionNotFound(id);
        if (command is not StartTransaction)
            return null;
        // One that is in memory already costs nothing more, and the same start may be asked again.
        if (_entries.ContainsKey(id))
            return null;
        if (_stopping)
            return Rejected(id, RejectionReason.Stopping, "The node is stopping. Start the transaction on another one, or later, with the same id.");
        return Full(id);
    }

    private TransactionRejected? Full(string id)
    {
        if (_entries.Count >= tale.Settings.MaxActive)
            return Rejected(id, RejectionReason.Overloaded, $"{_entries.Count} transactions are at work, and tale.region.max-active allows no more. Try again later with the same id.");
        return (tale.Index as IAdmission)?.Refusal is { } refusal ? Rejected(id, refusal.Reason, refusal.Message) : null;
    }

    private static TransactionRejected Rejected(string id, RejectionReason reason, string message) => new(id, reason, message);

    private static Props PropsOf(TaleRuntime tale, bool isNew) =>
        Props.CreateBy(new Producer<Coordinator>(() => new Coordinator(tale, isNew))).WithDispatcher(tale.Settings.CoordinatorDispatcher);

    private IActorRef Make(string id, Props props)
    {
        var coordinator = Context.ActorOf(props, id);
        Context.Watch(coordinator);
        _entries[id] = new Entry(coordinator);
        if (_heldForNextLife.Remove(id, out var held))
        {
            foreach (var (command, sender) in held)
                coordinator.Tell(command, sender);
        }
        return coordinator;
    }

    private void Leave(LeaveMemory leave)
    {
        if (!_entries.TryGetValue(leave.TransactionId, out var entry) || !entry.Coordinator.Equals(Sender) || entry.IsLeaving)
            return;
        entry.IsLeaving = true;
        entry.Coordinator.Tell(StopCoordinator.Instance, Self);
    }

    private void Stay(StayInMemory stay)
    {
        if (!_entries.TryGetValue(stay.TransactionId, out var entry) || !entry.Coordinator.Equals(Sender))
            return;
        entry.IsLeaving = false;
        foreach (var (command, sender) in entry.Held ?? [])
            entry.Coordinator.Tell(command, sender);
        entry.Held = null;
    }

    /// <summary>A coordinator that is stopping hands over what its next life has to know or to answer.</summary>
    private void Hold(ForNextLife next)
    {
        if (_entries.TryGetValue(next.TransactionId, out var entry))
            (entry.Held ??= []).Add((next.Message, next.Sender));
        else
            Self.Tell(next.Message, next.Sender);
    }

    private void OnTerminated(IActorRef coordinator)
    {
        var id = coordinator.Path.Name;
        if (!_entries.Remove(id, out var entry))
            return;
        if (entry.Held is not null)
            _heldForNextLife[id] = entry.Held;
        if (!entry.IsLeaving)
        {
            BringBack(id);
            return;
        }
        _failures.Remove(id);
        if (entry.Held is not null)
            Make(id, _known);
    }

    private void BringBack(string id)
    {
        var failures = _failures[id] = Math.Min(_failures.GetValueOrDefault(id) + 1, 30);
        var (min, max) = (tale.Settings.RestartMinBackoff, tale.Settings.RestartMaxBackoff);
        var backoff = Math.Min(min.Ticks * Math.Pow(2, failures - 1), max.Ticks);
        var delay = TimeSpan.FromTicks((long)(backoff * (0.5 + (0.5 * Random.Shared.NextDouble()))));
        Timers.StartSingleTimer(id, new WakeTransaction(id), delay);
    }

    private sealed class Entry(IActorRef coordinator)
    {
        public IActorRef Coordinator { get; } = coordinator;

        public bool IsLeaving { get; set; }

        /// <summary>What arrived while it was leaving.</summary>
        public List<(object Command, IActorRef? Sender)>? Held { get; set; }
    }
}

/// <summary>To the region: refuse new starts from now on. It answers with the same message.</summary>
internal sealed class StopAccepting : INoSerializationVerificationNeeded
{
    public static readonly StopAccepting Instance = new();
}
