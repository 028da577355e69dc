using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>
/// A node that a test runs as a process. Its steps write a line each into a ledger that all nodes share, and the second one waits for a file.
/// It obeys lines on its input, and ends in order when that ends.
/// </summary>
internal static class LeasedNodeProgram
{
    public const string Verb = "leased-node";

    private const string Settings = """
        akka { loglevel = INFO, stdout-loglevel = OFF, log-dead-letters = off, loggers = [] }
        tale.watchdog.interval = 200ms
        tale.coordinator { restart-min-backoff = 10ms, restart-max-backoff = 100ms }
        tale.steps { stop-grace = 100ms, max-concurrent = 4 }
        """;

    /// <summary>Opens the second step of all transactions.</summary>
    public static string GateIn(string folder) => Path.Combine(folder, "go");

    public static string[] LedgerIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.ledger").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)];

    public static async Task<int> RunAsync(string name, string folder, LeasedStores stores, string server, string duration)
    {
        var config = ConfigurationFactory.ParseString($"{Settings} \n tale.lease.duration = {duration}")
            .WithFallback(Config(stores, folder, server)).WithFallback(TaleExtension.DefaultConfiguration());
        var system = ActorSystem.Create(name, config);
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Printer())), typeof(LogEvent));
        var tale = TaleExtension.For(system);
        try
        {
            tale.Start(new TaleOptions().AddTransaction(Definition(name, folder)));
        }
        catch (DatabaseInUseException refused)
        {
            Console.WriteLine($"refused: {refused.Message}");
            await system.Terminate();
            return 3;
        }
        Console.WriteLine("started");
        while (await Console.In.ReadLineAsync() is { } id)
            _ = StartAsync(tale.Client, id);
        await system.Terminate();
        return 0;
    }

    private static Config Config(LeasedStores stores, string folder, string server) => stores switch
    {
        LeasedStores.Sqlite => ConfigurationFactory
            .ParseString($"{SqliteSettings.PluginId} {{ path = \"{folder}/tale.db\" \n {ITestStore.Patience} }}")
            .WithFallback(SqliteDefaults.Journal.File),
        LeasedStores.Postgres => ConfigurationFactory
            .ParseString($"{PostgresSettings.PluginId} {{ connection-string = \"{server}\" \n {ITestStore.Patience} }}")
            .WithFallback(PostgresDefaults.Journal.File),
        LeasedStores.IndexOnSqlite => ForeignJournal.SqlOn($"{folder}/journal.db").WithFallback(TestIndex.SqliteOn($"{folder}/index.db")),
        _ => ForeignJournal.SqlOn($"{folder}/journal.db").WithFallback(TestIndex.PostgresOn(server)),
    };

    private static async Task StartAsync(ITaleClient client, string id)
    {
        try
        {
            await client.StartAsync("travel", 1, new StartOptions { TransactionId = id });
            Console.WriteLine($"accepted {id}");
        }
        catch (TransactionRejectedException rejected)
        {
            Console.WriteLine($"rejected {id}: {rejected.Message}");
        }
        catch (TimeoutException)
        {
            // A busy machine. Whether it was accepted is unknown, and asked again with the same id.
            await StartAsync(client, id);
        }
    }

    private static TransactionDefinition<int, int> Definition(string name, string folder)
    {
        var ledger = Path.Combine(folder, $"{name}.ledger");
        Task<int> Book(int n, StepContext step)
        {
            lock (Settings)
                File.AppendAllLines(ledger, [$"{name} {step.IdempotencyKey}"]);
            return Task.FromResult(n);
        }
        return Transaction.Define<int>("travel")
            .Step("one", Book)
            .Step("two", async (int n, StepContext step) =>
            {
                await Book(n, step);
                while (!File.Exists(GateIn(folder)))
                    await Task.Delay(20);
                return n;
            })
            .Step("three", Book)
            .Build();
    }

    private sealed class Printer : ReceiveActor
    {
        public Printer() => Receive<LogEvent>(e => Console.WriteLine($"log: {e.Message}"));
    }
}
