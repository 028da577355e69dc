using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Support;

/// <summary>An actor system of its own for a test, on the in-memory journal.</summary>
public sealed class TaleSystem : IAsyncDisposable
{
    /// <summary>What no test waits longer for. Nothing takes that long unless it hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Journal = """
        akka.loglevel = WARNING
        akka.stdout-loglevel = OFF
        akka.loggers = []
        akka.log-dead-letters = off
        # A machine that is busy makes an answer late, not wrong.
        akka.test { default-timeout = 20s, single-expect-default = 20s }
        akka.persistence.journal.plugin = test-journal
        akka.persistence.snapshot-store.plugin = test-snapshots
        test-journal {
          class = "Tale.Actors.Tests.Support.ControlledJournal, Tale.Actors.Tests"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          # A write that hangs holds up the confirmations of all others until then.
          circuit-breaker.call-timeout = 2s
        }
        test-snapshots {
          class = "Tale.Actors.Tests.Support.CountedSnapshots, Tale.Actors.Tests"
          plugin-dispatcher = "akka.actor.default-dispatcher"
        }
        tale.coordinator { restart-min-backoff = 10ms, restart-max-backoff = 100ms }
        tale.client.rewatch-interval = 200ms
        # A second chance that would hide what is missing elsewhere.
        tale.watchdog.interval = 1h
        tale.steps.stop-grace = 10ms
        """;

    private TaleSystem(ActorSystem system)
    {
        System = system;
        Log = LogCapture.Of(system);
    }

    public ActorSystem System { get; }

    public LogCapture Log { get; }

    public TaleExtension Tale => TaleExtension.For(System);

    public ITaleClient Client => Tale.Client;

    public JournalControl Stored => JournalControl.For(System);

    public static Config Configuration(string hocon = "") => ConfigurationFactory
        .ParseString(hocon)
        .WithFallback(ConfigurationFactory.ParseString(Journal))
        .WithFallback(TaleExtension.DefaultConfiguration());

    public static TaleSystem Start(params TransactionDefinition[] definitions) => Start("", null, definitions);

    public static TaleSystem Start(string hocon, IServiceProvider? services, params TransactionDefinition[] definitions)
    {
        var tale = new TaleSystem(ActorSystem.Create("tale", Configuration(hocon)));
        tale.Tale.Start(Options(definitions), services);
        return tale;
    }

    public static TaleOptions Options(params TransactionDefinition[] definitions)
    {
        var options = new TaleOptions();
        foreach (var definition in definitions)
            options.AddTransaction(definition);
        return options;
    }

    /// <summary>Runs one transaction to its outcome.</summary>
    public Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(TransactionDefinition<TIn, TOut> definition, TIn state, string? id = null) =>
        Client.RunAsync(definition, state, new StartOptions { TransactionId = id }).WaitAsync(Patience);

    /// <summary>What is known of a transaction that must exist.</summary>
    public async Task<TransactionView> ViewAsync(string transactionId)
    {
        var view = await Client.GetAsync(transactionId).WaitAsync(Patience);
        Assert.NotNull(view);
        return view;
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
