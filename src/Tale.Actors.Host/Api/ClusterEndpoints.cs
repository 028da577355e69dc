using Akka.Actor;
using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Cluster;
using Tale.Actors.Host.Api.Contracts;

namespace Tale.Actors.Host.Api;

/// <summary>Shows the nodes of the cluster, and what is where.</summary>
internal static class ClusterEndpoints
{
    public static void MapCluster(this IEndpointRouteBuilder routes) => routes.MapGet("/cluster", GetAsync);

    private static async Task<Ok<ClusterDto>> GetAsync(ActorSystem system) => TypedResults.Ok(new ClusterDto(
        $"{Akka.Cluster.Cluster.Get(system).SelfAddress}",
        [
            .. (await TaleCluster.LookAsync(system)).Select(
                node => new ClusterMemberDto($"{node.Address}", node.Status, node.IsReachable, node.Shards, node.Active)),
        ]));
}
