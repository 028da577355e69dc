using Akka.Actor;
using Akka.Cluster.Sharding;
using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Hosting;
using Tale.Actors.Host.Api.Contracts;

namespace Tale.Actors.Host.Api;

/// <summary>Shows the nodes of the cluster, and what is where.</summary>
internal static class ClusterEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapCluster(this IEndpointRouteBuilder routes) => routes.MapGet("/cluster", GetAsync);

    private static async Task<Ok<ClusterDto>> GetAsync(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var state = cluster.State;
        var shards = await ShardsAsync(system);
        return TypedResults.Ok(new ClusterDto(
            $"{cluster.SelfAddress}",
            [
                .. state.Members.Select(member => new ClusterMemberDto(
                    $"{member.Address}", member.Status, !state.Unreachable.Contains(member),
                    shards is null ? null : shards.GetValueOrDefault(member.Address))),
            ]));
    }

    /// <returns>Null: not all nodes have said.</returns>
    private static async Task<Dictionary<Address, int>?> ShardsAsync(ActorSystem system)
    {
        try
        {
            var stats = await TaleExtension.For(system).Region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience / 2), Patience);
            return stats.Regions.ToDictionary(region => region.Key, region => region.Value.Stats.Count);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
