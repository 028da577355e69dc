using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>What runs in the process of a node: an application as a user writes one. Its one definition has five steps of half a second.</summary>
internal static class NodeProcess
{
    public const int Steps = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var (name, port, seed, connectionString) = (args[0], int.Parse(args[1]), int.Parse(args[2]), args[3]);
        var tls = args.Length > 4 && File.ReadAllText(args[4]).Contains("enable-ssl = on", StringComparison.Ordinal) ? "ssl." : "";
        await using var ledger = NpgsqlDataSource.Create(connectionString);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka =>
        {
            akka.AddHocon(ConfigurationFactory.ParseString("akka.loglevel = WARNING, tale.watchdog.interval = 1s"), HoconAddMode.Prepend)
                .WithRemoting("127.0.0.1", port)
                .WithClustering(new ClusterOptions { SeedNodes = [$"akka.{tls}tcp://travel@127.0.0.1:{seed}"], Roles = ["travel"] })
                .WithTalePostgresJournal(connectionString)
                .WithTaleCluster(tale => tale.AddTransaction(Definition(name, ledger)), cluster => (cluster.Role, cluster.Shards) = ("travel", 16));
            if (args.Length > 4)
                akka.AddHoconFile(args[4], HoconAddMode.Prepend);
        });
        using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    public static TransactionDefinition<int, int> Definition(string node, NpgsqlDataSource ledger)
    {
        var definition = Transaction.Define<int>("trip").Step("s0", (n, step) => WorkAsync(n, step));
        for (var i = 1; i < Steps; i++)
            definition = definition.Step($"s{i}", (int n, StepContext step) => WorkAsync(n, step));
        return definition.Build();

        async Task<int> WorkAsync(int n, StepContext step)
        {
            await using var command = ledger.CreateCommand("INSERT INTO ledger (node, key) VALUES ($1, $2)");
            command.Parameters.Add(new NpgsqlParameter { Value = node });
            command.Parameters.Add(new NpgsqlParameter { Value = $"{step.TransactionId}/{step.Step}" });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            await Task.Delay(500, step.CancellationToken);
            return n + 1;
        }
    }
}
