using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Tale.Actors.Cluster;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Host.Runtime;

/// <summary>Registers the Tale runtime on its journal.</summary>
internal static class RuntimeSetup
{
    private const string System = "tale";
    private const string Role = "tale";

    /// <summary>
    /// An idle node looks five times less often whether a timer is due: docs/performance.md, "An idle node". What is cancelled leaves the wheel as soon
    /// as with Akka's defaults.
    /// </summary>
    private const string Timers = "akka.scheduler { tick-duration = 50ms, ticks-per-wheel = 128 }";

    /// <param name="services">The node's services.</param>
    /// <param name="postgres">The database of the journal and the index; null: a SQLite file.</param>
    /// <param name="journalPath">That file.</param>
    /// <param name="definitions">The transactions that can be started.</param>
    /// <param name="settings">HOCON that wins over the defaults.</param>
    /// <param name="cluster">Null: it runs all transactions of its database.</param>
    /// <param name="level">The least severe messages to log. What is less severe is not even put together.</param>
    public static void AddTaleRuntime(
        this IServiceCollection services, PostgresConnections? postgres, string? journalPath,
        IReadOnlyList<TransactionDefinition> definitions, string settings, LogLevel level, ClusterMembership? cluster = null)
    {
        services.AddAkka(System, akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.LogLevel = AkkaLogger.LevelOf(level);
                loggers.AddLogger<AkkaLogger>();
            })
            .WithJournal(postgres, journalPath)
            .WithTale(definitions, cluster, ConfigurationFactory.ParseString(settings).GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"))
            .AddHocon(settings, HoconAddMode.Prepend)
            .AddHocon(Timers, HoconAddMode.Append));
        services.AddTaleClient();
        services.AddSingleton(provider => Tale(provider).Index);
        services.AddSingleton(provider => Tale(provider).Registry);
        services.AddSingleton(provider => Tale(provider).Participants);
        services.AddHostedService<RuntimeStop>();
    }

    private static AkkaConfigurationBuilder WithJournal(this AkkaConfigurationBuilder akka, PostgresConnections? postgres, string? path) =>
        postgres is null ? akka.WithTaleSqliteJournal(path!) : akka.WithTalePostgresJournal(postgres.Secrets);

    private static AkkaConfigurationBuilder WithTale(
        this AkkaConfigurationBuilder akka, IReadOnlyList<TransactionDefinition> definitions, ClusterMembership? cluster, bool isTlsOn)
    {
        if (cluster is null)
            return akka.WithTale(Configure);
        IReadOnlyList<HostPort> seeds = cluster.IsDiscovered || cluster.Seeds.Count > 0 ? cluster.Seeds : [cluster.Self];
        return akka.WithRemoting(cluster.Self.Host, cluster.Self.Port)
            .WithClustering(new ClusterOptions { SeedNodes = [.. seeds.Select(seed => $"akka.{(isTlsOn ? "ssl." : "")}tcp://{System}@{seed}")], Roles = [Role] })
            .WithTaleCluster(Configure, options => (options.Role, options.DiscoverNodes) = (Role, cluster.IsDiscovered));

        void Configure(TaleOptions tale)
        {
            foreach (var definition in definitions)
                tale.AddTransaction(definition);
        }
    }

    private static TaleExtension Tale(IServiceProvider provider) => TaleExtension.For(provider.GetRequiredService<ActorSystem>());
}
