using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>A node on the logs of a world: a whole actor system with Tale, whose time passes when the test says so.</summary>
internal sealed class SweepNode : IAsyncDisposable
{
    public const string Usurper = "other-1";

    private const string Settings = """
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.persistence.journal.plugin = sweep-journal
        sweep-journal.class = "Tale.Actors.Tests.Sweeps.SweepJournal, Tale.Actors.Tests"
        sweep-journal.plugin-dispatcher = "akka.actor.default-dispatcher"
        tale.index.provider = "Tale.Actors.Tests.Sweeps.SweepIndex, Tale.Actors.Tests"
        # Nothing hangs where a test does not say so; where one does, it sets this again.
        tale.coordinator.write-timeout = 1000d
        tale.steps.timeout-grace = 300ms

        """;

    private readonly SweepWorld _world;
    private readonly IActorRef _caller;
    private readonly ConcurrentDictionary<string, ITransactionOutcome> _outcomes = [];

    private SweepNode(
        SweepWorld world, string name, Waits waits, string hocon, DateTimeOffset? now, Func<SweepSteps, IEnumerable<TransactionDefinition>> define)
    {
        _world = world;
        Name = name;
        // The watchdog is a second chance that would hide what is missing elsewhere. Long waits need it: it knows when they are due.
        var watchdog = $"sweep.world = {world.Name}\ntale.watchdog.interval = {(waits == Waits.Hours ? "1h" : "1000d")}\n";
        System = ActorSystem.Create(name, TaleSystem.Configuration(VirtualScheduler.Hocon + Settings + watchdog + hocon));
        if (now is { } time && time > Time.Now)
            Time.AdvanceTo(time);
        var steps = new SweepSteps(world, name, () => Time.Now);
        ActorRegistry.For(System).Register<SweepParticipant>(System.ActorOf(Props.Create(() => new SweepParticipant(steps))));
        TaleExtension.For(System).Start(TaleSystem.Options([.. define(steps)]));
        _caller = System.ActorOf(Props.Create(() => new SweepCaller(Region, _outcomes, world)));
        Journal.OnStored = id =>
        {
            var scenario = world.Find(id);
            Act(scenario?.Parent ?? scenario);
        };
    }

    public string Name { get; }

    public ActorSystem System { get; }

    public VirtualScheduler Time => (VirtualScheduler)System.Scheduler;

    public IActorRef Region => TaleExtension.For(System).Region;

    public SweepControl Journal => SweepControl.For(System);

    /// <summary>What the callers on this node were told.</summary>
    public IReadOnlyDictionary<string, ITransactionOutcome> Outcomes => _outcomes;

    /// <param name="now">Its clock; default: the real time.</param>
    /// <param name="more">Definitions besides those of the sweeps.</param>
    public static SweepNode Start(
        SweepWorld world, string name, Waits waits, string hocon = "", DateTimeOffset? now = null, params TransactionDefinition[] more) =>
        new(world, name, waits, hocon, now, steps => RoadMap.Of(waits).Select(road => SweepDefinition.Make(road, waits, steps)).Concat(more));

    /// <summary>One that knows no definition, as after a deployment of something else. Without transactions there is nothing that a stop would wait for.</summary>
    public static SweepNode StartIgnorant(SweepWorld world, string name, Waits waits, DateTimeOffset now) => new(world, name, waits, "", now, _ => []);

    /// <summary>A child is begun by its parent.</summary>
    public void Begin(Scenario scenario)
    {
        if (scenario.Parent is not null)
            return;
        foreach (var member in scenario.Family)
            _world.Know(member);
        _caller.Tell(new StartTransaction(scenario.Id, scenario.Definition, 0));
    }

    /// <summary>Whoever has something to say to the transaction says it.</summary>
    public void Act(Scenario? scenario)
    {
        foreach (var command in scenario is null ? [] : SweepPeople.Say(scenario, _world.LogOf(scenario.Id), Time.Now))
            Region.Tell(command, _caller);
    }

    /// <summary>Of a child nobody waits but its parent.</summary>
    public bool IsAnswered(Scenario scenario) => scenario.Parent is not null || _outcomes.ContainsKey(scenario.Id);

    /// <summary>
    /// Who was told that it is suspended, or has completed, and knows that somebody goes on with it, asks for the outcome again. Others are
    /// told by themselves.
    /// </summary>
    public bool IsTold(Scenario scenario)
    {
        if (scenario.Parent is not null || !_outcomes.TryGetValue(scenario.Id, out var told))
            return IsAnswered(scenario);
        var isSo = told.Status == _world.LogOf(scenario.Id).Status;
        if (!isSo && told.Status is TransactionStatus.Suspended or TransactionStatus.Completed)
            AskAgain(scenario);
        return isSo;
    }

    /// <summary>As a client does that has no answer yet.</summary>
    public void AskAgain(Scenario scenario) => Region.Tell(new WatchTransaction(scenario.Id), _caller);

    /// <summary>As the watchdog does at its next turn.</summary>
    public async Task WakeDueAsync()
    {
        foreach (var due in await _world.Index.DueAsync(Time.Now, null, int.MaxValue))
            Region.Tell(new WakeTransaction(due.TransactionId));
    }

    /// <summary>Another owner writes that it has taken over, and does nothing more.</summary>
    public void Usurp(string id)
    {
        var log = _world.LogOf(id);
        var epoch = log.Events.Select(e => e.Event).OfType<Event.CoordinatorRecovered>().LastOrDefault()?.Epoch ?? 1;
        var recovered = new Event.CoordinatorRecovered(Time.Now, epoch + 1) { Node = Usurper, Format = Event.CurrentFormat };
        log.Append([SweepEvent.Of(System, log.Count + 1, recovered)]);
    }

    public async Task<TransactionView> ViewAsync(string id) =>
        (await TaleExtension.For(System).Client.GetAsync(id).WaitAsync(TaleSystem.Patience))!;

    /// <summary>The process ends, in no order.</summary>
    public async ValueTask DisposeAsync() => await System.Terminate();
}
