using Akka.Actor;

namespace Tale.Actors.Cluster;

/// <summary>Takes what clients outside of the cluster send to this node's address, where a single node has its region, and passes it on.</summary>
internal sealed class Doorway(Func<IActorRef> everywhere) : UntypedActor
{
    protected override void OnReceive(object message) => everywhere().Forward(message);
}
