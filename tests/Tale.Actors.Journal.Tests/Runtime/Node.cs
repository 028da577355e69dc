using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>One life of a node: an actor system that runs transactions on a store which outlives it.</summary>
internal sealed class Node : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Hocon = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        tale.watchdog.interval = 100ms
        tale.coordinator { restart-min-backoff = 10ms, restart-max-backoff = 100ms }
        tale.steps.stop-grace = 10ms
        """;

    private Node(ActorSystem system) => System = system;

    public ActorSystem System { get; }

    public ITaleClient Client => TaleExtension.For(System).Client;

    public TaleExtension Tale => TaleExtension.For(System);

    public static Node Start(ITestStore store, params TransactionDefinition[] definitions) => Start(store, "", definitions);

    public static Node Start(ITestStore store, string hocon, params TransactionDefinition[] definitions)
    {
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(Hocon).WithFallback(store.Config).WithFallback(TaleExtension.DefaultConfiguration());
        var node = new Node(ActorSystem.Create("tale", config));
        var options = new TaleOptions();
        foreach (var definition in definitions)
            options.AddTransaction(definition);
        node.Tale.Start(options);
        return node;
    }

    public Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(TransactionDefinition<TIn, TOut> definition, TIn state, string? id = null) =>
        Client.RunAsync(definition, state, new StartOptions { TransactionId = id }).WaitAsync(Patience);

    public Task StartAsync(string definition, object state, string id) =>
        Client.StartAsync(definition, state, new StartOptions { TransactionId = id }).WaitAsync(Patience);

    /// <summary>What the index says once it says so. Asking the index wakes nobody.</summary>
    public async Task<Index.TransactionSummary> ListedAsync(string id, Func<Index.TransactionSummary, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var page = await Tale.Index.QueryAsync(new Index.TransactionQuery { IdPrefix = id });
            if (page.Transactions is [var row] && condition(row))
                return row;
            Assert.True(watch.Elapsed < Patience, $"It never became so; the last row was {(page.Transactions is [var last, ..] ? last : null)}.");
            await Task.Delay(5);
        }
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(1))
            Assert.True(watch.Elapsed < Patience, "It never became so.");
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}

/// <summary>A door that a test opens. Until then, whoever waits at it waits.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task.WaitAsync(Node.Patience);

    public void Open() => _opened.TrySetResult();

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }
}
