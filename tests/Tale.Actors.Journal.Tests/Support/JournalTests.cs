using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>Speaks to the journal as persistent actors do.</summary>
public abstract class JournalTests : TestKit
{
    private const string Serializers = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        # A machine that is busy makes an answer late, not wrong.
        akka.test { default-timeout = 20s, single-expect-default = 20s }
        akka.actor.serializers.tale-event = "Tale.Actors.Serialization.EventSerializer, Tale.Actors"
        akka.actor.serialization-bindings { "Tale.Actors.Core.Event, Tale.Actors" = tale-event }
        """;

    private int _instance;

    protected JournalTests(ITestStore store, string overrides = "") : base(SystemConfig(store, overrides))
    {
        Store = store;
        // Akka's scheduler begins when it is first asked. Asked by 200 actors that recover, it waits for a thread of the pool that they hold.
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => { });
        Journal = JournalOf(Sys);
    }

    protected ITestStore Store { get; }

    protected IActorRef Journal { get; }

    /// <summary>An id that no other test uses, where tests share a database.</summary>
    protected string Id { get; } = $"entity-{Guid.NewGuid():N}";

    internal ITransactionIndex Index => field ??= Store.Index(Sys);

    protected static Config SystemConfig(ITestStore store, string overrides = "") =>
        ConfigurationFactory.ParseString(overrides).WithFallback(store.Config).WithFallback(ConfigurationFactory.ParseString(Serializers))
            .WithFallback(DefaultConfig);

    protected static IActorRef JournalOf(ActorSystem system) => Persistence.Instance.Apply(system).JournalFor(null);

    /// <summary>Sends one write of several events and does not wait.</summary>
    protected Written Send(string persistenceId, long firstSequenceNr, params object[] payloads) => Send(Journal, persistenceId, firstSequenceNr, payloads);

    protected Written Send(IActorRef journal, string persistenceId, long firstSequenceNr, params object[] payloads)
    {
        var probe = CreateTestProbe();
        var writer = Guid.NewGuid().ToString();
        var events = payloads.Select((payload, i) => (IPersistentRepresentation)new Persistent(payload, firstSequenceNr + i, persistenceId, writerGuid: writer));
        journal.Tell(new WriteMessages([new AtomicWrite([.. events])], probe.Ref, ++_instance));
        return new Written(probe, payloads.Length, writer);
    }

    /// <summary>Writes and expects success.</summary>
    protected void Write(string persistenceId, long firstSequenceNr, params object[] payloads) =>
        Assert.All(Send(persistenceId, firstSequenceNr, payloads).Answers(), answer => Assert.IsType<WriteMessageSuccess>(answer));

    /// <summary>What a recovery receives.</summary>
    protected Replayed Replay(string persistenceId, long from = 1, long to = long.MaxValue, long max = long.MaxValue) =>
        Replay(Journal, persistenceId, from, to, max);

    protected Replayed Replay(IActorRef journal, string persistenceId, long from = 1, long to = long.MaxValue, long max = long.MaxValue)
    {
        var probe = CreateTestProbe();
        journal.Tell(new ReplayMessages(from, to, max, persistenceId, probe.Ref));
        var events = new List<IPersistentRepresentation>();
        while (true)
        {
            switch (probe.ReceiveOne(TimeSpan.FromSeconds(60)))
            {
                case ReplayedMessage replayed:
                    events.Add(replayed.Persistent);
                    break;
                case RecoverySuccess success:
                    return new Replayed(events, success.HighestSequenceNr, null);
                case ReplayMessagesFailure failure:
                    return new Replayed(events, -1, failure.Cause);
                case var other:
                    throw new InvalidOperationException($"The journal answered a replay with {other ?? "nothing"}.");
            }
        }
    }

    protected void Delete(string persistenceId, long to)
    {
        var probe = CreateTestProbe();
        Journal.Tell(new DeleteMessagesTo(persistenceId, to, probe.Ref));
        probe.ExpectMsg<DeleteMessagesSuccess>(TimeSpan.FromSeconds(60));
    }

    /// <summary>An outage has begun: the log says so once, and writes fail with the reason for as long as many probes take.</summary>
    internal void AssertAnOutage(OutageLog log, string why)
    {
        Assert.Contains(why, log.Next(), StringComparison.Ordinal);
        AssertRefused(why);
        log.AssertQuiet();
    }

    /// <summary>Once the reason is known, every write is refused with it for as long as many probes take.</summary>
    internal void AssertRefused(string why)
    {
        JournalUnavailableException Refusal() => Assert.IsType<JournalUnavailableException>(Send($"{Id}-refused", 1, "during").Failure());
        AwaitAssert(() => Assert.Contains(why, Refusal().Message, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(1);)
            Assert.Contains(why, Refusal().Message, StringComparison.Ordinal);
    }

    protected async Task<bool> IsHealthyAsync() =>
        (await Persistence.Instance.Apply(Sys).CheckJournalHealthAsync(Store.PluginId)).Status == PersistenceHealthStatus.Healthy;

    protected override void AfterAll()
    {
        base.AfterAll();
        Store.Dispose();
    }
}
