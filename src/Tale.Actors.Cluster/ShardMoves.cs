using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;

namespace Tale.Actors.Cluster;

/// <summary>
/// Places shards as Akka does, but for those that are on a node already, whatever Akka knows of it, and those that somebody has asked to go to a node that knows
/// what their transactions take. Used where the shards' coordinator is; every node hears of what is asked, so that the next coordinator knows it too.
/// </summary>
/// <param name="akkas">Akka's own strategy.</param>
/// <param name="knows">Whether the node at an address knows something; without a host and port it is this node's.</param>
/// <param name="find">Where a shard is, if it is anywhere.</param>
/// <param name="isAnyUnreachable">Whether a member is: each has to say that it knows of a move.</param>
internal sealed class ShardMoves(
    IShardAllocationStrategy akkas, Func<Address, string, bool> knows, Func<string, Task<Address?>> find, Func<bool> isAnyUnreachable)
    : IActorSystemDependentAllocationStrategy
{
    /// <summary>Shards that move at a time: each is at a stand until it has arrived.</summary>
    private const int MostAtOnce = 16;

    private readonly ConcurrentDictionary<string, string> _wanted = new();

    private Address? _self;

    public void Start(ActorSystem system)
    {
        _self = ((ExtendedActorSystem)system).Provider.DefaultAddress;
        (akkas as IActorSystemDependentAllocationStrategy)?.Start(system);
    }

    /// <summary>From any thread.</summary>
    public void Want(string shard, string what) => _wanted[shard] = what;

    /// <returns>Null: not now. Whoever has asked for it asks again.</returns>
    public async Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        // One that stops keeps its shards until they have left it, or it is gone.
        if (await find(shardId).ConfigureAwait(false) is { } host)
            return currentShardAllocations.Keys.FirstOrDefault(region => AddressOf(region) == host)!;
        // Perhaps none fits: those that did have gone.
        var fit = _wanted.TryGetValue(shardId, out var what)
            ? currentShardAllocations.Keys.Where(region => Knows(region, what)).MinBy(region => currentShardAllocations[region].Count)
            : null;
        return fit ?? await akkas.AllocateShard(requester, shardId, currentShardAllocations).ConfigureAwait(false);
    }

    public async Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        if (isAnyUnreachable())
            return ImmutableHashSet<string>.Empty;
        // Once all know it, nobody minds where it is.
        foreach (var (shard, what) in _wanted.Where(wanted => currentShardAllocations.Keys.All(region => Knows(region, wanted.Value))))
            _wanted.TryRemove(KeyValuePair.Create(shard, what));
        var moves = currentShardAllocations.SelectMany(region => region.Value.Where(shard =>
                _wanted.TryGetValue(shard, out var what) && !Knows(region.Key, what) && currentShardAllocations.Keys.Any(other => Knows(other, what))))
            .Where(shard => !rebalanceInProgress.Contains(shard)).Take(MostAtOnce).ToImmutableHashSet();
        if (moves.Count > 0)
            return moves;
        var others = await akkas.Rebalance(currentShardAllocations, rebalanceInProgress).ConfigureAwait(false);
        // While none knows it, it may be anywhere.
        return others.Except(_wanted.Where(wanted => currentShardAllocations.Keys.Any(region => Knows(region, wanted.Value))).Select(wanted => wanted.Key));
    }

    private Address? AddressOf(IActorRef region) => region.Path.Address.HasLocalScope ? _self : region.Path.Address;

    private bool Knows(IActorRef region, string what) => knows(region.Path.Address, what);
}
