using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Hosting;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>
/// Takes the lease of a node that the cluster has lost away from it, and has the watchdog look as soon as a change in the cluster lets this
/// node take over what was another's. Ends this node when it gets no lease and others have theirs: it would keep shards, or the place of those
/// who say where shards are, and do nothing with them.
/// <code>
/// a node without its lease --GetLease--> tale-membership of the others: who holds one answers
/// each node --MoveShard--> tale-membership of all: a shard is to go to a node that knows what its transactions take
/// a node that stops --NodeStops--> tale-membership of the others
/// the one that places shards --GetShardHost--> tale-membership of the others
/// <see cref="TaleCluster"/> --GetNodeLoad--> tale-membership of all
/// </code>
/// </summary>
internal sealed class MembershipWatch : UntypedActor, IWithTimers
{
    public const string Name = "tale-membership";

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(15);

    private readonly IActorRef _watchdog;
    private readonly ClusterPlacement _placement;
    private readonly IReadOnlyList<LeaseLooks> _leases;
    private readonly TimeSpan _interval;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly HashSet<string> _said = [];
    private readonly HashSet<string> _asked = [];   // since the last look
    private readonly Elsewhere _elsewhere = new();
    private HashSet<string> _strangers = [];

    /// <param name="leases">Of the databases, in their order.</param>
    /// <param name="interval">Between two looks.</param>
    public MembershipWatch(IActorRef watchdog, ClusterPlacement placement, IReadOnlyList<IMemberLease> leases, TimeSpan interval) =>
        (_watchdog, _placement, _leases, _interval) = (watchdog, placement, [.. leases.Select(lease => new LeaseLooks(lease))], interval);

    /// <summary>Longer than a lease lasts: nodes that are about to join, or have just left, are no strangers, and one that waits for a lost one is not useless.</summary>
    public static TimeSpan IntervalFor(TimeSpan lease) => lease * 1.5 > ShortestInterval ? lease * 1.5 : ShortestInterval;

    /// <summary>That of a node.</summary>
    public static ActorPath PathAt(Address node) => new RootActorPath(node) / "system" / Name;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberRemoved), typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.ReachableMember));
        Timers.StartPeriodicTimer(Look.Instance, Look.Instance, _interval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // A node that leaves, or was downed, sees all others removed.
            case ClusterEvent.MemberRemoved when _cluster.IsTerminated || _cluster.SelfMember.Status != MemberStatus.Up:
                break;
            case ClusterEvent.MemberRemoved removed:
                _placement.IsGone(removed.Member);
                // A member that cannot have been at work has no row.
                if (_placement.Counts(removed.Member))
                    StrikeOut(NodeAddress.Of(removed.Member.UniqueAddress));
                break;
            case ClusterEvent.MemberUp up when up.Member.UniqueAddress != _cluster.SelfUniqueAddress:
                _placement.WhoKnows.IsUp(up.Member);
                break;
            case ClusterEvent.IClusterDomainEvent:
                _watchdog.Tell(LookNow.Instance);
                break;
            case Ask ask when _asked.Add(ask.Move.What + '\n' + _placement.ShardOf(ask.Move)):
                foreach (var member in _cluster.State.Members.Where(_placement.Counts))
                    At(Context.System, member.Address).Tell(ask.Move, Self);
                break;
            case Ask:
                break;
            case MoveShard move:
                _placement.Want(move);
                break;
            case NodeStops stops:
                _placement.Stops(stops.Node);
                break;
            case GetShardHost get:
                Sender.Tell(new ShardHost(_placement.IsHost(get.Shard)));
                break;
            case GetNodeLoad:
                Sender.Tell(new NodeLoad(TaleExtension.For(Context.System).Runtime?.Active ?? 0));
                break;
            case Look:
                _asked.Clear();
                if (_leases.All(looks => looks.IsHeld || looks.IsNobodys))
                    _placement.StartWithoutRest();
                foreach (var looks in _leases)
                    looks.Begin(IsWithout(looks.Lease));
                LookAtStrangers();
                AskForLeases();
                AskThoseWithoutRow();
                break;
            case GetLease { Database: var place }:
                if (place < _leases.Count && _leases[place].IsHeld)
                    Sender.Tell(new HoldsLease(place, Held));
                break;
            case HoldsLease holds when holds.Database < _leases.Count && IsWithout(_leases[holds.Database].Lease):
                var lacking = _leases[holds.Database];
                // Two looks: leases of all lapse together when the database is away, and neither all go nor all come back at the same moment.
                if (lacking.IsFoundTwice() && IsBetter(holds.Held, Sender.Path.Address))
                    _placement.EndNode(
                        $"This node has no lease of a database, and other nodes of its cluster have theirs. {lacking.Lease.Refusal} Its actor system ends, so that "
                        + "they can go on with what is in its shards; look at its way to the database, and start the process again.");
                break;
            case HoldsLease holds:
                if (IsWithoutRow(holds.Database, Sender.Path.Address) && _elsewhere.IsToBeSaid(holds.Database, Sender.Path.Address))
                    Context.GetLogger().Warning(
                        "The {0} database of {1} is not the one that this node has there: perhaps a copy. They do not see what the other stores, and both may do the "
                        + "same. Stop one of them, compare the connection strings of both, and start it again.", Ordinal(holds.Database), Sender.Path.Address);
                break;
            case LeaseChanged:
                foreach (var looks in _leases.Where(looks => looks.IsHeld))
                    looks.Forget();   // it was held between two looks
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Who is still there at the second look is said once.</summary>
    private void LookAtStrangers()
    {
        // What was last read in a database that is away may be out of date.
        var strangers = _leases.Where(looks => looks.IsHeld || looks.Lease.IsBesideStrangers).SelectMany(looks => _placement.StrangersIn(looks.Lease)).ToHashSet();
        if (_placement.IsDiscovering && _leases.Any(looks => looks.IsTwiceBesideStrangers && IsWithout(looks.Lease)))
            _placement.EndNode(
                $"This node is not in one cluster with those that are at work in its database ({string.Join(", ", strangers.Order())}): it has not reached them when "
                + "it looked for them. Its actor system ends; start the process again, and look at its way to them if that does not help.");
        var lasting = strangers.Where(stranger => _strangers.Contains(stranger) && _said.Add(stranger)).Order().ToList();
        if (lasting.Count > 0)
            Context.GetLogger().Warning(
                "Nodes that are no members of this cluster are at work in its database: {0}. What is open is not taken over while they are. "
                + "Start them again so that they join this cluster (the same seed nodes), or give them a database of their own.", string.Join(", ", lasting));
        _said.IntersectWith(strangers);
        _strangers = strangers;
    }

    private int Held => _leases.Count(looks => looks.IsHeld);

    /// <summary>
    /// Whether a node that holds so many leases is to stay rather than this one. When each lacks another one, not all may go: of two that hold as many,
    /// the one whose address comes first stays.
    /// </summary>
    private bool IsBetter(int held, Address node) =>
        Math.Max(1, held) > Held || (held == Held && string.CompareOrdinal($"{node}", $"{_cluster.SelfAddress}") < 0);

    private bool IsWithout(IMemberLease lease) => lease.Refusal is not null && !_cluster.IsTerminated && _cluster.SelfMember.Status == MemberStatus.Up;

    /// <summary>The others answer by what they hold at that moment: when a database is away, nobody does for long.</summary>
    private void AskForLeases()
    {
        for (var place = 0; place < _leases.Count; place++)
        {
            if (!IsWithout(_leases[place].Lease))
                continue;
            foreach (var member in _placement.Others)
                At(Context.System, member.Address).Tell(new GetLease(place), Self);
        }
    }

    /// <summary>Who answers holds a lease of a database that this node knows nothing of.</summary>
    private void AskThoseWithoutRow()
    {
        _elsewhere.Begin();
        for (var place = 0; place < _leases.Count; place++)
        {
            foreach (var member in _cluster.State.Members.Where(member => _placement.Counts(member) && member.Status == MemberStatus.Up && IsWithoutRow(place, member.Address)))
                At(Context.System, member.Address).Tell(new GetLease(place), Self);
        }
    }

    private bool IsWithoutRow(int database, Address node) => database < _leases.Count && _leases[database].IsHeld && node != _cluster.SelfAddress
        && !_leases[database].Lease.Others.Any(other => NodeAddress.PlaceOf(other.Address) == node);

    private static string Ordinal(int database) => database switch { 0 => "first", 1 => "second", 2 => "third", _ => $"{database + 1}th" };

    /// <summary>A database that does not answer holds up nothing in the others.</summary>
    private void StrikeOut(string address)
    {
        foreach (var looks in _leases)
            looks.Lease.StrikeOutAsync(address).PipeTo(_watchdog, success: () => LookNow.Instance);
    }

    public static ActorSelection At(ActorSystem system, Address node) => system.ActorSelection(PathAt(node));

    /// <summary>By this node's own coordinators.</summary>
    public sealed record Ask(MoveShard Move) : INoSerializationVerificationNeeded;

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }
}
