using Akka.Actor;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Cluster;

/// <summary>What surrounds the region of a shard.</summary>
internal sealed class Shard(string name, ClusterPlacement placement) : INeighbours
{
    /// <summary>Finds the node that has the shard next.</summary>
    public IActorRef? Successor => placement.Everywhere;

    public bool MayTakeOver => placement.MayTakeOver;

    public void Opened(IActorRef region) => placement.Opened(name, region);

    public void Closed(IActorRef region) => placement.Closed(name, region);
}
