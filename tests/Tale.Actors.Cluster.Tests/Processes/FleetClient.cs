using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Hosting;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>A client of a fleet in this process: a member of its cluster that runs nothing.</summary>
internal static class FleetClient
{
    public static async Task<IHost> StartAsync(Fleet fleet)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka => akka
            .AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF", HoconAddMode.Prepend)
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { SeedNodes = [$"akka.tcp://travel@127.0.0.1:{fleet.SeedPort}"], Roles = ["web"] })
            .WithTaleCluster(
                tale => tale.AddTransaction(NodeProcess.Definition(null!)).AddTransaction(Journey.Definition(null!)),
                cluster => (cluster.Role, cluster.Shards) = ("travel", 16)));
        builder.Services.AddTaleClient();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Waits until so many nodes are members, and not more.</summary>
    public static Task SeesAsync(IHost client, int nodes)
    {
        var cluster = Akka.Cluster.Cluster.Get(client.Services.GetRequiredService<ActorSystem>());
        return Fleet.UntilAsync(() => Task.FromResult(cluster.State.Members.LongCount(member => member.HasRole("travel"))), nodes, "members");
    }

    /// <summary>Waits until so many nodes get shards: one is at work a moment before it does.</summary>
    public static Task SeesRegionsAsync(IHost client, int nodes)
    {
        var region = ClusterSharding.Get(client.Services.GetRequiredService<ActorSystem>()).ShardRegionProxy(ClusterPlacement.TypeName);
        return Fleet.UntilAsync(async () => (await region.Ask<CurrentRegions>(GetCurrentRegions.Instance)).Regions.Count, nodes, "given shards");
    }
}
