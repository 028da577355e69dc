using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Cluster.Tests.Support;

/// <summary>A node as an application has it: a host with Akka.Hosting, remoting and clustering.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    // What is lost is noticed sooner than by default, and not so soon that a busy machine passes for one that is gone.
    private const string Hocon = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.cluster {
          gossip-interval = 200ms
          leader-actions-interval = 200ms
          unreachable-nodes-reaper-interval = 200ms
          failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 4s }
          split-brain-resolver.stable-after = 2s
          sharding.rebalance-interval = 500ms
        }
        akka.coordinated-shutdown.exit-clr = off
        tale.watchdog.interval = 1s
        tale.client.rewatch-interval = 500ms
        tale.coordinator { restart-min-backoff = 10ms, restart-max-backoff = 200ms }
        tale.steps.stop-grace = 2s
        """;

    private readonly IHost _host;

    private ClusterNode(string name, IHost host) => (Name, _host, System) = (name, host, host.Services.GetRequiredService<ActorSystem>());

    public string Name { get; }

    public bool IsGone { get; private set; }

    /// <summary>When it began to look whether it is of use.</summary>
    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public ActorSystem System { get; }

    public Address Address => Akka.Cluster.Cluster.Get(System).SelfAddress;

    public ITaleClient Client => TaleExtension.For(System).Client;

    public TaleExtension Tale => TaleExtension.For(System);

    public static async Task<ClusterNode> StartAsync(
        string name, string role, int shards, IReadOnlyList<string> connectionStrings, IReadOnlyList<TransactionDefinition> definitions, TimeSpan? lookInterval = null,
        bool discovers = false, string hocon = "")
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks();
        builder.Services.AddAkka("travel", akka => akka
            .AddHocon(ConfigurationFactory.ParseString(Hocon), HoconAddMode.Prepend)
            .AddHocon(ConfigurationFactory.ParseString(hocon), HoconAddMode.Prepend)
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = [role] })
            .WithTalePostgresJournal(connectionStrings)
            .WithTaleCluster(
                tale =>
                {
                    foreach (var definition in definitions)
                        tale.AddTransaction(definition);
                },
                cluster => (cluster.Role, cluster.Shards, cluster.LookInterval, cluster.DiscoverNodes) =
                    ("tale", shards, lookInterval ?? TimeSpan.FromSeconds(4), discovers)));
        var host = builder.Build();
        await host.StartAsync();
        return new ClusterNode(name, host);
    }

    /// <summary>Ends when it is a member and, if it runs transactions, takes shards.</summary>
    public async Task JoinAsync(Address address)
    {
        await Akka.Cluster.Cluster.Get(System).JoinAsync(address);
        await TakesPartAsync();
    }

    /// <summary>Ends when it takes shards, if it runs transactions.</summary>
    public async Task TakesPartAsync()
    {
        if (Tale.Runtime is null)
            return;
        while (!await TakesShardsAsync())
            await Task.Delay(20);
    }

    private async Task<bool> TakesShardsAsync()
    {
        var sharding = ClusterSharding.Get(System);
        if (Tale.Runtime!.Leases.Refusal is not null || !sharding.ShardTypeNames.Contains(ClusterPlacement.TypeName))
            return false;
        var regions = await sharding.ShardRegion(ClusterPlacement.TypeName).Ask<CurrentRegions>(GetCurrentRegions.Instance);
        return regions.Regions.Contains(Address);
    }

    public async Task<IReadOnlyDictionary<string, HealthReportEntry>> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries;

    /// <summary>It is gone, as after a crash: nobody is told, and nothing is finished.</summary>
    public async Task CrashAsync()
    {
        IsGone = true;
        ((ExtendedActorSystem)System).Abort();
        await System.WhenTerminated;
        _host.Dispose();
    }

    /// <summary>As by SIGTERM.</summary>
    public async Task StopAsync()
    {
        IsGone = true;
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!IsGone)
            await CrashAsync();
    }
}
