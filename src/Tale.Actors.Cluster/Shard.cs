using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster;

/// <summary>What surrounds the region of a shard.</summary>
internal sealed class Shard(string name, ClusterPlacement placement) : INeighbours
{
    /// <summary>Finds the node that has the shard next.</summary>
    public IActorRef? Successor => placement.IsFollowed ? placement.Everywhere : null;

    public bool IsStopping => placement.IsStopping;

    public bool MayTakeOver(string transactionId) => placement.MayTakeOver(TransactionIds.PersistenceIdOf(transactionId));

    public bool MayBeKnown(string what) => placement.WhoKnows.MayBeKnown(what);

    public bool LeaveToOthers(string transactionId, string what) => placement.LeaveToOthers(transactionId, what);

    public void Opened(IActorRef region) => placement.Opened(name, region);

    public void Closed(IActorRef region) => placement.Closed(name, region);
}
