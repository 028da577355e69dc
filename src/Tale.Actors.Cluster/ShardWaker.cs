using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster;

/// <summary>
/// Wakes what is due in the shards of this node. Of a shard that is not here it wakes one transaction, wherever that is: a shard that is on
/// no node comes to one by it, and the watchdog there sees to the others.
/// </summary>
internal sealed class ShardWaker(ShardsHere here, Func<IActorRef> everywhere, int shards) : IWaker
{
    private readonly Dictionary<string, string> _elsewhere = [];

    public void Wake(string transactionId)
    {
        if (here.Find(transactionId) is { } region)
            region.Tell(new WakeTransaction(transactionId), ActorRefs.NoSender);
        else
            _elsewhere.TryAdd(ShardKey.Of(transactionId, shards), transactionId);
    }

    public void TurnIsOver()
    {
        foreach (var transactionId in _elsewhere.Values)
            everywhere().Tell(new WakeTransaction(transactionId), ActorRefs.NoSender);
        _elsewhere.Clear();
    }
}
