using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Hosting;

/// <summary>Readiness on a real server that goes away, comes back, and then takes no more writes.</summary>
public sealed class PostgresHealthTests
{
    private const string Settings = """
        akka { loglevel = OFF, stdout-loglevel = OFF }
        akka.persistence.journal.tale-postgres { hang-timeout = 2s, max-probe-delay = 200ms }
        tale.watchdog.interval = 500ms
        """;

    private readonly (string Name, IAkkaHealthCheck Check)[] _checks =
    [
        ("journal", new JournalHealthCheck(TimeProvider.System)),
        ("index", new IndexHealthCheck(TimeProvider.System)),
        ("watchdog", new WatchdogHealthCheck(TimeProvider.System)),
        ("stopping", new StoppingHealthCheck(TimeProvider.System)),
    ];

    [SkippableFact]
    [Trait("failure", "F19")]
    public async Task A_node_is_ready_while_its_database_is_there()
    {
        using var server = new PostgresServer();
        using var store = new PostgresTestStore(server);
        var system = Start(store);
        await TroubleAsync(system, names => names.Length == 0);

        server.Stop();
        await TroubleAsync(system, names => names is ["journal", "index", "watchdog"]);
        server.Start();
        await TroubleAsync(system, names => names.Length == 0);

        await system.Terminate();
    }

    [SkippableFact]
    [Trait("failure", "F24")]
    public async Task A_database_that_is_only_read_is_not_ready_for_its_journal_alone()
    {
        using var server = new PostgresServer();
        using var store = new PostgresTestStore(server);
        var system = Start(store);
        await TroubleAsync(system, names => names.Length == 0);

        store.Execute("ALTER SYSTEM SET default_transaction_read_only = on");
        store.Execute("SELECT pg_reload_conf()");
        await TroubleAsync(system, names => names is ["journal"]);

        await system.Terminate();
    }

    private static ActorSystem Start(PostgresTestStore store)
    {
        var config = ConfigurationFactory.ParseString(Settings).WithFallback(store.Config).WithFallback(TaleExtension.DefaultConfiguration());
        var system = ActorSystem.Create("health", config);
        TaleExtension.For(system).Start(new TaleOptions());
        return system;
    }

    /// <summary>Waits until the checks that find trouble, which say what to do, are those.</summary>
    private Task TroubleAsync(ActorSystem system, Func<string[], bool> condition) => Eventually.IsAsync(
        async () =>
        {
            var trouble = new List<string>();
            foreach (var (name, check) in _checks)
            {
                var result = await check.CheckHealthAsync(new AkkaHealthCheckContext(system));
                Assert.Equal(result.Status != HealthStatus.Healthy, result.Data.ContainsKey("action"));
                if (result.Status != HealthStatus.Healthy)
                    trouble.Add(name);
            }
            return trouble.ToArray();
        },
        condition);
}
