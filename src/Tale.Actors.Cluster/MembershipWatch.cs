using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
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
/// each node --Identify---> tale-membership/at-work of the others: it is there while that node holds its lease
/// each node --MoveShard--> tale-membership of all: a shard is to go to a node that knows what its transactions take
/// <see cref="TaleCluster"/> --GetNodeLoad--> tale-membership of all
/// </code>
/// </summary>
internal sealed class MembershipWatch : UntypedActor, IWithTimers
{
    public const string Name = "tale-membership";

    private const string AtWork = "at-work";

    /// <summary>Longer than a lease lasts: nodes that are about to join, or have just left, are no strangers.</summary>
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(15);

    private readonly IActorRef _watchdog;
    private readonly ClusterPlacement _placement;
    private readonly IMemberLease _lease;
    private readonly TimeSpan _interval;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly HashSet<string> _said = [];
    private readonly HashSet<string> _asked = [];   // since the last look
    private HashSet<string> _strangers = [];
    private IActorRef? _atWork;
    private int _looksBesideOthers;   // in a row, without a lease
    private bool _hasFoundOthers;     // since the last look
    private int _looksBesideStrangers;   // in a row

    /// <param name="interval">Null: as long as it should be.</param>
    public MembershipWatch(IActorRef watchdog, ClusterPlacement placement, IMemberLease lease, TimeSpan? interval = null) =>
        (_watchdog, _placement, _lease, _interval) = (watchdog, placement, lease, interval ?? DefaultInterval);

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
                _placement.WhoKnows.IsGone(removed.Member);
                // A member that cannot have been at work has no row.
                if (_placement.Counts(removed.Member))
                    _lease.StrikeOutAsync(ClusterPlacement.AddressOf(removed.Member.UniqueAddress)).PipeTo(_watchdog, success: () => LookNow.Instance);
                break;
            case ClusterEvent.MemberUp up when up.Member.UniqueAddress != _cluster.SelfUniqueAddress:
                _placement.WhoKnows.IsUp(up.Member);
                break;
            case ClusterEvent.IClusterDomainEvent:
                _watchdog.Tell(LookNow.Instance);
                break;
            case Ask ask when _asked.Add(ask.Move.What + '\n' + _placement.ShardOf(ask.Move)):
                foreach (var member in _cluster.State.Members.Where(_placement.Counts))
                    Context.ActorSelection(new RootActorPath(member.Address) / "system" / Name).Tell(ask.Move, Self);
                break;
            case Ask:
                break;
            case MoveShard move:
                _placement.Want(move);
                break;
            case GetNodeLoad:
                Sender.Tell(new NodeLoad(TaleExtension.For(Context.System).Runtime?.Active ?? 0));
                break;
            case Look:
                _asked.Clear();
                LookAtStrangers();
                LookAtLease();
                break;
            case ActorIdentity { Subject: not null } when !_hasFoundOthers && IsWithoutLease:
                _hasFoundOthers = true;
                // Two looks: leases of all lapse together when the database is away, and neither all go nor all come back at the same moment.
                if (++_looksBesideOthers < 2)
                    break;
                _placement.EndNode(
                    $"This node has no lease of the database, and other nodes of its cluster have theirs. {_lease.Refusal} Its actor system ends, so that they can "
                    + "go on with what is in its shards; look at its way to the database, and start the process again.");
                break;
            case ActorIdentity:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Who is still there at the second look is said once.</summary>
    private void LookAtStrangers()
    {
        var strangers = _placement.Strangers.ToHashSet();
        // Who is in the list may have gone since the database answered last: the lease says what it has just seen.
        _looksBesideStrangers = _lease.IsBesideStrangers ? _looksBesideStrangers + 1 : 0;
        if (_placement.IsDiscovering && IsWithoutLease && _looksBesideStrangers >= 2)
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

    private bool IsWithoutLease => _lease.Refusal is not null && !_cluster.IsTerminated && _cluster.SelfMember.Status == MemberStatus.Up;

    private void LookAtLease()
    {
        var isHeld = _lease.Refusal is null;
        if (isHeld)
            _atWork ??= Context.ActorOf(Props.CreateBy(new Producer<Sign>(() => new Sign())), AtWork);
        else if (_atWork is not null)
        {
            Context.Stop(_atWork);
            _atWork = null;
        }
        var isWithout = IsWithoutLease;
        if (!isWithout || !_hasFoundOthers)
            _looksBesideOthers = 0;
        _hasFoundOthers = false;
        if (!isWithout)
            return;
        foreach (var member in _cluster.State.Members.Where(member => _placement.Counts(member) && member.UniqueAddress != _cluster.SelfUniqueAddress))
            Context.ActorSelection(new RootActorPath(member.Address) / "system" / Name / AtWork).Tell(new Identify(null), Self);
    }

    /// <summary>By this node's own coordinators.</summary>
    public sealed record Ask(MoveShard Move) : INoSerializationVerificationNeeded;

    /// <summary>Says by being there that this node is at work.</summary>
    private sealed class Sign : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }
}
