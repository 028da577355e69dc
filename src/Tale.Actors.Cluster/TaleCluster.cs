using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Tale.Actors.Hosting;

namespace Tale.Actors.Cluster;

/// <summary>Shows the nodes of a cluster, and what is where.</summary>
public static class TaleCluster
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Asks the nodes of the cluster how they are. Takes a moment; of a node that does not answer within 2 s some remains unknown.
    /// </summary>
    /// <param name="system">An actor system in which transactions run with <c>WithTaleCluster</c>.</param>
    /// <returns>All members, this one too.</returns>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system, or it is a client only.</exception>
    public static async Task<IReadOnlyList<TaleClusterNode>> LookAsync(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var state = Akka.Cluster.Cluster.Get(system).State;
        var shards = ShardsAsync(TaleExtension.For(system).Region);
        return await Task.WhenAll(state.Members.Select(
            member => LookAsync(system, member, isReachable: !state.Unreachable.Contains(member), shards))).ConfigureAwait(false);
    }

    private static async Task<TaleClusterNode> LookAsync(ActorSystem system, Member member, bool isReachable, Task<Dictionary<Address, int>?> shards)
    {
        var load = isReachable ? await LoadAsync(system, member.Address).ConfigureAwait(false) : null;
        return new TaleClusterNode(
            member.Address, member.Status, isReachable, (await shards.ConfigureAwait(false))?.GetValueOrDefault(member.Address), load?.Active);
    }

    /// <returns>Null: it has not said.</returns>
    private static async Task<NodeLoad?> LoadAsync(ActorSystem system, Address node)
    {
        try
        {
            var watch = await system.ActorSelection(MembershipWatch.PathAt(node)).ResolveOne(Patience / 2).ConfigureAwait(false);
            return await watch.Ask<NodeLoad>(new GetNodeLoad(), Patience / 2).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ActorNotFoundException or AskTimeoutException)
        {
            return null;
        }
    }

    /// <returns>Null: not all nodes have said.</returns>
    private static async Task<Dictionary<Address, int>?> ShardsAsync(IActorRef region)
    {
        try
        {
            var stats = await region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience / 2), Patience).ConfigureAwait(false);
            // Akka answers with none when one of them has not said.
            return stats.Regions.Count == 0 ? null : stats.Regions.ToDictionary(shards => shards.Key, shards => shards.Value.Stats.Count);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
