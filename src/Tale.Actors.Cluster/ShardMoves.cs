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
/// <param name="find">Whether it is certain where a shard is, and where, if it is anywhere.</param>
/// <param name="isAnyUnreachable">Whether a member is: each has to say that it knows of a move.</param>
internal sealed class ShardMoves(
    IShardAllocationStrategy akkas, Func<Address, string, bool> knows, Func<string, Task<(bool IsCertain, Address? Host)>> find, Func<bool> isAnyUnreachable)
    : IActorSystemDependentAllocationStrategy
{
    /// <summary>Shards that move at a time: each is at a stand until it has arrived.</summary>
    private const int MostAtOnce = 16;

    /// <summary>By then Akka has taken it, or has not.</summary>
    private static readonly TimeSpan PickLasts = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, string> _wanted = new();
    private readonly Dictionary<string, (IActorRef Region, long At)> _picks = [];   // which Akka may not know of yet
    private Address? _self;
    private IActorRef? _nobodyAsks;

    public void Start(ActorSystem system)
    {
        _nobodyAsks = system.IgnoreRef;
        _self = ((ExtendedActorSystem)system).Provider.DefaultAddress;
        (akkas as IActorSystemDependentAllocationStrategy)?.Start(system);
    }

    /// <summary>From any thread.</summary>
    public void Want(string shard, string what) => _wanted[shard] = what;

    /// <returns>Nobody: not now. Whoever wants it asks again, or is made to.</returns>
    public async Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        var region = await FindRegionAsync(requester, shardId, currentShardAllocations).ConfigureAwait(false);
        // Else it would have the shard and nobody could tell, before the first message for it.
        if (region is not null)
            region.Tell(new ShardRegion.StartEntity(shardId), ActorRefs.NoSender);
        else if (requester.Equals(_nobodyAsks))
            HaveAskedAgain(shardId, currentShardAllocations.Keys);
        return region ?? ActorRefs.Nobody;
    }

    private async Task<IActorRef?> FindRegionAsync(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        var (isCertain, host) = await find(shardId).ConfigureAwait(false);
        if (!isCertain)
            return null;
        // One that stops keeps its shards until they have left it, or it is gone.
        return host is null
            ? await PickAsync(requester, shardId, allocations).ConfigureAwait(false)
            : allocations.Keys.FirstOrDefault(region => AddressOf(region) == host);
    }

    /// <summary>
    /// For a shard that has left its node Akka asks once only. A region keeps what it gets for a shard that is nowhere, and asks every
    /// <c>akka.cluster.sharding.retry-interval</c> until that has a place; the next coordinator too.
    /// </summary>
    private static void HaveAskedAgain(string shardId, IEnumerable<IActorRef> regions) =>
        regions.OrderByDescending(region => region.Path.Address.HasLocalScope).FirstOrDefault()
            ?.Tell(new ShardRegion.StartEntity(shardId), ActorRefs.NoSender);

    /// <summary>Several are asked for together when a node is lost: each is placed with those in mind that have just been.</summary>
    private Task<IActorRef> PickAsync(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        lock (_picks)
        {
            ForgetPicks(allocations);
            if (_picks.TryGetValue(shardId, out var earlier))
                return Task.FromResult(earlier.Region);
            foreach (var (shard, pick) in _picks)
                allocations = allocations.SetItem(pick.Region, allocations[pick.Region].Add(shard));
            var region = PlaceAsync(requester, shardId, allocations);
            // Akka's own strategy is done at once.
            if (region.IsCompletedSuccessfully)
                _picks[shardId] = (region.Result, TimeProvider.System.GetTimestamp());
            return region;
        }
    }

    /// <summary>Those that Akka knows of, or has not taken.</summary>
    private void ForgetPicks(IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        var known = allocations.Values.SelectMany(shards => shards).ToHashSet();
        foreach (var (shard, pick) in _picks.ToList())
        {
            if (known.Contains(shard) || !allocations.ContainsKey(pick.Region) || TimeProvider.System.GetElapsedTime(pick.At) > PickLasts)
                _picks.Remove(shard);
        }
    }

    private Task<IActorRef> PlaceAsync(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        // Perhaps none fits: those that did have gone.
        var fit = _wanted.TryGetValue(shardId, out var what)
            ? allocations.Keys.Where(region => Knows(region, what)).MinBy(region => allocations[region].Count)
            : null;
        return fit is not null ? Task.FromResult(fit) : akkas.AllocateShard(requester, shardId, allocations);
    }

    public async Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        lock (_picks)
            ForgetPicks(currentShardAllocations);
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
