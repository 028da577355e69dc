using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A node on a journal that is not Tale's, with a separate index.</summary>
internal sealed class SeparateIndexNode : IAsyncDisposable
{
    // No drain: what ends here is to look like a crash.
    private const string Settings = """
        akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        tale.coordinator { restart-min-backoff = 10ms, restart-max-backoff = 100ms, write-timeout = 60s }
        tale.client { ask-timeout = 60s, rewatch-interval = 200ms }
        """;

    private SeparateIndexNode(ActorSystem system) => System = system;

    public ActorSystem System { get; }

    public ITaleClient Client => TaleExtension.For(System).Client;

    public IActorRef Region => TaleExtension.For(System).Region;

    public ITransactionIndex Index => TaleExtension.For(System).Index;

    public FaultyStore Faults => FaultyIndex.StoreOf(System);

    /// <param name="hocon">What this node has otherwise.</param>
    public static SeparateIndexNode Start(Config journal, Config index, string hocon, params TransactionDefinition[] definitions)
    {
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString(Settings)).WithFallback(journal).WithFallback(index)
            .WithFallback(TaleExtension.DefaultConfiguration());
        var node = new SeparateIndexNode(ActorSystem.Create("separate-index", config));
        var options = new TaleOptions();
        foreach (var definition in definitions)
            options.AddTransaction(definition);
        TaleExtension.For(node.System).Start(options);
        return node;
    }

    /// <summary>What the index says now; null without a row.</summary>
    public async Task<TransactionSummary?> RowAsync(string id) =>
        (await Index.QueryAsync(new TransactionQuery { IdPrefix = id })).Transactions.SingleOrDefault(row => row.TransactionId == id);

    public Task<TransactionSummary?> RowWhenAsync(string id, Func<TransactionSummary?, bool> condition) => Eventually.IsAsync(() => RowAsync(id), condition);

    /// <summary>Starts or runs under a known id.</summary>
    public static StartOptions As(string id) => new() { TransactionId = id };

    public async ValueTask DisposeAsync() => await System.Terminate().WaitAsync(Eventually.Patience);
}
