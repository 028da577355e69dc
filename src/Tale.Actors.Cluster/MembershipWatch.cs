using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>
/// Takes the lease of a node that the cluster has lost away from it, and has the watchdog look as soon as a change in the cluster lets this
/// node take over what was another's.
/// </summary>
internal sealed class MembershipWatch(IActorRef watchdog, ClusterPlacement placement, IMemberLease lease) : UntypedActor, IWithTimers
{
    /// <summary>Longer than a lease lasts: nodes that are about to join, or have just left, are no strangers.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly HashSet<string> _said = [];
    private HashSet<string> _strangers = [];

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.MemberRemoved), typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.ReachableMember));
        Timers.StartPeriodicTimer(LookAtStrangers.Instance, LookAtStrangers.Instance, Interval);
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
                lease.StrikeOutAsync(ClusterPlacement.AddressOf(removed.Member.UniqueAddress)).PipeTo(watchdog, success: () => LookNow.Instance);
                break;
            case ClusterEvent.MemberUp up when up.Member.UniqueAddress != _cluster.SelfUniqueAddress:
                break;
            case ClusterEvent.IClusterDomainEvent:
                watchdog.Tell(LookNow.Instance);
                break;
            case LookAtStrangers:
                Look();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Who is still there at the second look is said once.</summary>
    private void Look()
    {
        var strangers = placement.Strangers.ToHashSet();
        var lasting = strangers.Where(stranger => _strangers.Contains(stranger) && _said.Add(stranger)).Order().ToList();
        if (lasting.Count > 0)
            Context.GetLogger().Warning(
                "Nodes that are no members of this cluster are at work in its database: {0}. What is open is not taken over while they are. "
                + "Have them join this cluster (the same seed nodes), or give them a database of their own.", string.Join(", ", lasting));
        _said.IntersectWith(strangers);
        _strangers = strangers;
    }

    private sealed class LookAtStrangers : INoSerializationVerificationNeeded
    {
        public static readonly LookAtStrangers Instance = new();
    }
}
