using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Coordination.Home;

namespace Tale.Actors.Cluster;

/// <summary>The shards that are on this node. Asked on any thread.</summary>
internal sealed class ShardsHere(int shards)
{
    private readonly ConcurrentDictionary<string, IActorRef> _regions = new();

    public IEnumerable<IActorRef> Regions => _regions.Values;

    /// <summary>The region of a transaction; null: it is on another node, or nowhere at present.</summary>
    public IActorRef? Find(string transactionId) => _regions.GetValueOrDefault(ShardKey.Of(transactionId, shards));

    public bool Has(string shard) => _regions.ContainsKey(shard);

    public void Opened(string shard, IActorRef region) => _regions[shard] = region;

    /// <summary>A later region of the same shard stays.</summary>
    public void Closed(string shard, IActorRef region) => _regions.TryRemove(KeyValuePair.Create(shard, region));
}
