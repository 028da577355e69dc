using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tale.Actors.Cluster.Tests.Figures;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>
/// What runs in the process of a node: an application as a user writes one. Its definitions are one of five steps of half a second, and one
/// that goes back.
/// </summary>
internal static class NodeProcess
{
    public const int Steps = 5;

    /// <summary>The variable that names a file of HOCON which wins over the other settings.</summary>
    public const string Settings = "NODE_SETTINGS";

    public static async Task<int> RunAsync(NodeOptions options)
    {
        await using var database = NpgsqlDataSource.Create(options.Ledger ?? options.Databases[0]);
        var ledger = new StepLedger(options.Name, database);
        var settings = Environment.GetEnvironmentVariable(Settings) is { } file ? ConfigurationFactory.ParseString(File.ReadAllText(file)) : Config.Empty;
        var scheme = settings.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl") ? "akka.ssl.tcp" : "akka.tcp";
        var seeds = options.Seeds.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(seed => $"{scheme}://travel@{seed}").ToArray();
        var level = options.Ledger is null ? "WARNING" : "INFO";
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka => akka
            .AddHocon(ConfigurationFactory.ParseString($"akka.loglevel = {level}, tale.watchdog.interval = 1s"), HoconAddMode.Prepend)
            .WithRemoting(options.Host, options.Port)
            .WithClustering(new ClusterOptions { SeedNodes = seeds, Roles = ["travel"] })
            .WithTalePostgresJournal(options.Databases)
            .WithTaleCluster(
                tale =>
                {
                    foreach (var definition in (TransactionDefinition[])[Definition(ledger), Journey.Definition(ledger), .. FigureDefinitions.All(ledger)])
                        tale.AddTransaction(definition);
                },
                cluster => (cluster.Role, cluster.Shards, cluster.DiscoverNodes) = ("travel", 16, seeds.Length == 0))
            .AddHocon(settings, HoconAddMode.Prepend));
        builder.Services.AddTaleClient();
        if (options.Ledger is not null)
            builder.Services.AddHostedService(services => new WantedStarts(database, services.GetRequiredService<ITaleClient>()));
        using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    public static TransactionDefinition<int, int> Definition(StepLedger ledger)
    {
        var definition = Transaction.Define<int>("trip").Step("s0", (n, step) => WorkAsync(n, step));
        for (var i = 1; i < Steps; i++)
            definition = definition.Step($"s{i}", (int n, StepContext step) => WorkAsync(n, step));
        return definition.Build();

        async Task<int> WorkAsync(int n, StepContext step)
        {
            await ledger.WriteAsync(step);
            await Task.Delay(500, step.CancellationToken);
            return n + 1;
        }
    }
}
