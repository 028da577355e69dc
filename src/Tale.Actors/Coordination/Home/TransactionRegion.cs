using Akka.Actor;
using Akka.Event;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Histories;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The home of coordinators, of all on a node or of those of a shard: routes commands by id, makes coordinators on demand, lets idle ones go
/// without losing a message, and brings failed ones back after a while.
/// <code>
/// clients --command--> region --command--> coordinator
/// watchdog --wake----> region,  coordinator --hand over--> region
/// </code>
/// </summary>
internal sealed class TransactionRegion : UntypedActor
{
    private readonly CoordinatorServices _services;
    private readonly HomeServices _node;
    private readonly INeighbours _neighbours;
    private readonly RegionHome _home;
    private readonly Admission _admission;
    private readonly Props _known;
    private readonly Props _new;
    private readonly Dictionary<string, Resident> _residents = [];
    private readonly Dictionary<string, HeldMail> _forNextIncarnation = [];
    private readonly KeptWatchers _watchers;
    private readonly RestartBackoff _backoff;
    private readonly StartQueue _starts;
    private readonly Departure _departure;

    public TransactionRegion(CoordinatorServices services, HomeServices node, INeighbours neighbours, Admission admission)
    {
        _services = services;
        _node = node;
        _neighbours = neighbours;
        _starts = new StartQueue(Self);
        _home = new RegionHome(node, neighbours, _starts) { Region = Self };
        _admission = admission;
        _watchers = new KeptWatchers(services.Clock);
        _backoff = new RestartBackoff(services.Settings, Random.Shared);
        _departure = new Departure(services.Clock, Self);
        // Made once: a coordinator knows its id by its name.
        _known = PropsOf(isNew: false);
        _new = PropsOf(isNew: true);
    }

    // A coordinator that fails is not restarted in place: it stops, and comes back later with a fresh read of its log.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        _neighbours.Opened(Self);
    }

    protected override void PostStop()
    {
        _neighbours.Closed(Self);
        Context.System.EventStream.Unsubscribe(Self, typeof(DeadLetter));
        _admission.Count(-_residents.Count);
        // If it is to be restarted, its mailbox outlives it.
        foreach (var (message, sender) in _starts.GiveAllBack().SelectMany(mail => mail.All))
            Self.Tell(message, sender);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UnwatchTransaction unwatch:
                Unwatch(unwatch);
                break;
            // From its log, whether or not it is in memory.
            case GetHistory question when TransactionIds.IsValid(question.TransactionId):
                _node.Chronicle.Tell(question, Sender);
                break;
            case ITransactionCommand command:
                Route(command);
                break;
            case StartTurn turn:
                OnTurn(turn.TransactionId);
                break;
            case HandedOver handed:
                Hold(handed.TransactionId, handed.Message, handed.Sender);
                break;
            case KeptWatcher kept when _departure.HasBegun:
                Leave(new WatchTransaction(kept.TransactionId), kept.Watcher);
                break;
            case KeptWatcher kept:
                _watchers.Keep(kept.TransactionId, kept.Watcher, kept.Until);
                break;
            case OwedAnswer owed:
                _watchers.HasCome(owed.TransactionId);
                Route(new WakeTransaction(owed.TransactionId));
                break;
            case Terminated terminated:
                OnTerminated(Uri.UnescapeDataString(terminated.ActorRef.Path.Name));
                break;
            // It was on its way to a coordinator that stopped meanwhile.
            case DeadLetter { Message: ITransactionCommand lost and not WakeTransaction } letter
                when Self.Path.Equals(letter.Recipient.Path.Parent):
                OnLost(lost, letter);
                break;
            case DeadLetter:
                break;
            case Drain drain:
                BeginDrain(drain, Sender);
                break;
            case LeaveShard leave:
                BeginDrain(new Drain(leave.Grace), Self);
                break;
            case Drained:
                Context.Stop(Self);
                break;
            case LeaveInOrder leave:
                _departure.GoOn(leave.Stage, _residents.Values);
                break;
            case LeaseChanged changed:
                foreach (var resident in _residents.Values)
                    resident.TryTell(changed, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Route(ITransactionCommand command)
    {
        if (!TransactionIds.IsValid(command.TransactionId))
        {
            Sender.Tell(Admission.InvalidId(command), Self);
            return;
        }
        if (_residents.TryGetValue(command.TransactionId, out var resident))
            Route(command, resident);
        else if (_starts.TryHold(command, Sender))
            return;
        else if (_departure.HasBegun && _neighbours.Successor is { } successor)
            Pass(command, Sender, successor);
        else if (_admission.Refuse(command) is { } refusal)
            Sender.Tell(refusal, Self);
        else if (command is IStart and not StartChild)
            Begin(command);
        else if (IsNeeded(command))
            Make(command.TransactionId, _known, command, Sender);
        else if (command is WakeTransaction)
            PutOff(command.TransactionId);
    }

    /// <summary>
    /// Who knows whether it ever comes back here. If somebody waits who was to be told what became of it, it is tried again: where its last write ended
    /// it, nothing else brings it back.
    /// </summary>
    private void PutOff(string id)
    {
        _backoff.Forget(id);
        if (!_home.IsParked(id) && _watchers.TryPutOff(id))
            _services.Clock.Set(_services.Clock.Now + KeptWatchers.Pause, Self, new OwedAnswer(id));
    }

    /// <summary>A child's start waits for nobody: it is what brings its parent on.</summary>
    private void Begin(ITransactionCommand start)
    {
        if (_departure.HasBegun)
            Sender.Tell(StoppingNode.ToNewStart.Rejects(start.TransactionId), Self);
        else if (_admission.RefuseMore(start.TransactionId) is { } refusal)
            Sender.Tell(refusal, Self);
        else if (_starts.TryBegin(start, Sender, _admission.LineOf(start.TransactionId)))
            MakeFor(start, Sender);
    }

    /// <summary>
    /// It has waited, and meanwhile the node may have begun to stop, or its journal to fail. That the journal has much to do was no reason to send it
    /// away when it came, and is none now.
    /// </summary>
    private void OnTurn(string id)
    {
        if (_starts.Next(id) is not { } start)
            return;
        var mail = _starts.Take(id);
        if (_admission.Refuse(start) is not { Reason: not RejectionReason.Overloaded } refusal)
        {
            var resident = MakeFor(start, mail[0].Sender);
            foreach (var (message, sender) in mail.Skip(1))
                resident.Tell(message, sender);
            return;
        }
        _starts.GiveBack(id);
        mail[0].Sender.Tell(refusal, Self);
        foreach (var (message, sender) in mail.Skip(1))
            Self.Tell(message, sender);
    }

    private Resident MakeFor(ITransactionCommand start, IActorRef sender) =>
        Make(start.TransactionId, start is StartEnvelope { IsIdNew: true } ? _new : _known, start, sender);

    /// <summary>
    /// A wake finds room or waits for the watchdog's next turn. Who watches already, and asks again, need not have the log read for that.
    /// </summary>
    private bool IsNeeded(ITransactionCommand command) => command switch
    {
        // Whoever is waiting for an answer is not left waiting because the node is full.
        WakeTransaction => _forNextIncarnation.ContainsKey(command.TransactionId)
            || (_admission.MayWake(command.TransactionId) && !_home.IsParked(command.TransactionId)),
        WatchTransaction watch => !IsInVain(watch, Sender),
        _ => true,
    };

    private bool IsInVain(object message, IActorRef sender) =>
        message is WatchTransaction watch && _watchers.IsInVain(watch.TransactionId, sender);

    private void Route(ITransactionCommand command, Resident resident)
    {
        // To wake one that is in memory is to do nothing.
        if (command is not WakeTransaction || resident.HasLeft)
            resident.Tell(command, Sender);
    }

    private Props PropsOf(bool isNew) =>
        Props.CreateBy(new Producer<Coordinator>(() => new Coordinator(_services, _home, isNew)))
            .WithDispatcher(_services.Settings.CoordinatorDispatcher)
            .WithMailbox(CoordinatorMailbox.Section);

    /// <param name="message">What it is made for: it does not leave before it has seen that, and sees whatever waits for it first.</param>
    private Resident Make(string id, Props props, object message, IActorRef sender)
    {
        var door = _home.Open(id);
        var coordinator = Context.ActorOf(props, id);
        Context.Watch(coordinator);
        var resident = _residents[id] = new Resident(coordinator, door);
        _admission.Count(1);
        foreach (var watcher in _watchers.Take(id))
            resident.Tell(new WatchTransaction(id), watcher);
        if (_forNextIncarnation.Remove(id, out var held))
        {
            foreach (var (earlier, asker) in held.All)
                resident.Tell(earlier, asker);
        }
        foreach (var (start, asker) in _starts.Take(id))
            resident.Tell(start, asker);
        coordinator.Tell(message, sender);
        return resident;
    }

    /// <summary>A coordinator that stops hands over what its next incarnation has to answer.</summary>
    private void Hold(string id, object message, IActorRef sender)
    {
        if (_residents.TryGetValue(id, out var resident))
            resident.Held.AddAgain(message, sender);
        else
            Self.Tell(message, sender);
    }

    /// <summary>
    /// One that was on its way to an earlier incarnation than the one in memory goes to that one. What one that failed has not seen waits like what it hands over.
    /// </summary>
    private void OnLost(ITransactionCommand lost, DeadLetter letter)
    {
        if (!_residents.TryGetValue(lost.TransactionId, out var resident))
            Self.Tell(lost, letter.Sender);
        else if (resident.HasLeft)
            resident.Held.Add(lost, letter.Sender);
        else if (resident.Coordinator.Equals(letter.Recipient))
            resident.Held.AddAgain(lost, letter.Sender);
        else
            Self.Tell(lost, letter.Sender);
    }

    private void Unwatch(UnwatchTransaction unwatch)
    {
        if (!TransactionIds.IsValid(unwatch.TransactionId))
            return;
        _watchers.Remove(unwatch.TransactionId, Sender);
        _node.Chronicle.Tell(unwatch, Sender);
        if (_residents.TryGetValue(unwatch.TransactionId, out var resident))
            Route(unwatch, resident);
        else
            _starts.TryHold(unwatch, Sender);
    }

    private void OnTerminated(string id)
    {
        if (!_residents.Remove(id, out var resident))
            return;
        _home.Closed(id);
        _admission.Count(-1);
        _starts.GiveBack(id);
        if (_departure.HasBegun)
        {
            SendAgain(id, resident);
            _departure.Left(resident);
            return;
        }
        if (!resident.HasLeft)
        {
            if (resident.Held.Count > 0)
                _forNextIncarnation[id] = resident.Held;
            if (_backoff.Next(id, _services.Clock.Now) is { } backAt)
                _services.Clock.Set(backAt, Self, new WakeTransaction(id));
            return;
        }
        _backoff.Forget(id);
        var held = WhatBringsItBack(id, resident.Held);
        if (held.Count == 0)
            return;
        var (first, asker) = held[0];
        var next = Make(id, _known, first, asker);
        foreach (var (message, sender) in held.Skip(1))
            next.Tell(message, sender);
    }

    /// <summary>
    /// It has said who watches before it left. Whoever asked again meanwhile does not bring it back, and neither does who does not watch any more.
    /// </summary>
    private List<(object Message, IActorRef Sender)> WhatBringsItBack(string id, HeldMail held)
    {
        List<(object Message, IActorRef Sender)> needed = [];
        foreach (var (message, sender) in held.All)
        {
            var isUnwatch = message is UnwatchTransaction;
            if (isUnwatch)
                _watchers.Remove(id, sender);
            if (isUnwatch ? needed.Exists(earlier => earlier.Sender.Equals(sender)) : !IsInVain(message, sender))
                needed.Add((message, sender));
        }
        return needed;
    }

    /// <summary>
    /// There is no next incarnation to wait for. Starts are refused, and questions answered from the log; not after a failure,
    /// which would come again at once.
    /// </summary>
    private void SendAgain(string id, Resident resident)
    {
        if (!resident.HasLeft)
        {
            Leave(resident.Held);
            return;
        }
        foreach (var (message, sender) in resident.Held.All)
            Self.Tell(message, sender);
    }

    // Leaving in order: nothing begins any more, what runs may end, and then coordinators go.

    private void BeginDrain(Drain drain, IActorRef asker)
    {
        _home.Stop();
        if (_neighbours.Successor is null)
        {
            _admission.Stop();
            _node.Chronicle.Tell(StopFollowing.Instance, Self);
        }
        foreach (var (id, watcher) in _watchers.TakeAll())
            Leave(new WatchTransaction(id), watcher);
        foreach (var open in _forNextIncarnation.Values)
            Leave(open);
        _forNextIncarnation.Clear();
        foreach (var waiting in _starts.Close())
            Leave(waiting);
        _departure.Begin(asker, drain.Grace, _residents.Values);
    }

    private void Leave(HeldMail open)
    {
        foreach (var (message, sender) in open.All)
        {
            if (message is ITransactionCommand command and not UnwatchTransaction)
                Leave(command, sender);
        }
    }

    /// <summary>To the region that follows; where none does, or who waits ends with this node, the sender is told.</summary>
    private void Leave(ITransactionCommand command, IActorRef sender)
    {
        var endsHere = command is WatchTransaction && _neighbours.IsStopping && sender is IActorRefScope { IsLocal: true };
        if (!endsHere && _neighbours.Successor is { } successor)
            Pass(command, sender, successor);
        else
            sender.Tell(StoppingNode.ToOpenCall.Rejects(command.TransactionId), Self);
    }

    private static void Pass(ITransactionCommand command, IActorRef sender, IActorRef successor)
    {
        // Waking is for those who are there.
        if (command is not WakeTransaction)
            successor.Tell(StartEnvelope.ForAnotherNode(command), sender);
    }
}
