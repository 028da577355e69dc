using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// Sweep 3: the node stops in order at every event. A step of another transaction holds the only slot, so what is issued waits for its
/// turn.
/// </summary>
public sealed class StopSweep : Sweep
{
    private const string OneSlot = "tale.steps.max-concurrent = 1";
    private const string Blocker = "blocker";
    private const string StopAt = "its node stops right after event";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly Gate _gate = new();

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F46_what_waits_for_its_slot_when_the_node_stops_has_not_begun(Waits waits)
    {
        var first = await StandStillAsync(waits);
        var scenarios = first.Scenarios;
        Release(first);
        await QuietAsync();

        var drained = first.Node.Region.Ask<Drained>(new Drain(Grace));
        await QuietAsync();
        Assert.False(drained.IsCompleted, "A step runs, and its node does not wait for it.");
        _gate.Open();
        // No time has to pass.
        await drained.WaitAsync(TaleSystem.Patience);

        await GoOnAsync(first, waits);
        AssertNothingIsRepeated(scenarios);
    }

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F46_what_an_event_issues_that_is_stored_while_the_node_stops_has_not_begun(Waits waits)
    {
        var first = await StandStillAsync(waits);
        var scenarios = first.Scenarios;

        var drained = first.Node.Region.Ask<Drained>(new Drain(Grace));
        await QuietAsync();
        Release(first);
        _gate.Open();
        await drained.WaitAsync(TaleSystem.Patience);

        await GoOnAsync(first, waits);
        AssertNothingIsRepeated(scenarios);
    }

    /// <summary>What has not begun has not, though a node has it meanwhile that does not know it.</summary>
    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task F17_F46_a_node_that_stops_may_be_followed_by_one_that_does_not_know_its_definitions(Waits waits)
    {
        var first = await StandStillAsync(waits);
        Release(first);
        await QuietAsync();

        var drained = first.Node.Region.Ask<Drained>(new Drain(Grace));
        _gate.Open();
        await drained.WaitAsync(TaleSystem.Patience);

        await GoOnAsync(first, waits, ForgetAsync);
        AssertNothingIsRepeated(first.Scenarios);
    }

    [Fact]
    public async Task F61_a_step_that_does_not_end_holds_a_stopping_node_up_for_its_grace_and_no_longer()
    {
        var first = await StandStillAsync(Waits.Seconds);
        Release(first);
        await QuietAsync();

        var drained = first.Node.Region.Ask<Drained>(new Drain(Grace));
        await QuietAsync();
        first.Node.Time.Advance(Grace - TimeSpan.FromSeconds(1));
        await QuietAsync();
        Assert.False(drained.IsCompleted, "A step runs, and its node does not wait for it.");
        first.Node.Time.Advance(TimeSpan.FromSeconds(1));
        await QuietAsync();
        first.Node.Time.Advance(Departure.LastMoment);
        await drained.WaitAsync(TaleSystem.Patience);

        await GoOnAsync(first, Waits.Seconds);
        AssertNothingIsRepeated(first.Scenarios);
        _gate.Open();
    }

    /// <summary>Every transaction has come to its event, and has not heard of it; the only slot is taken.</summary>
    private async Task<(SweepNode Node, IReadOnlyDictionary<string, Scenario> Scenarios)> StandStillAsync(Waits waits)
    {
        var blocker = Transaction.Define<int>(Blocker).Step("block", async n => { await _gate.PassAsync(); return n; }).Build();
        var node = SweepNode.Start(World, "first", waits, OneSlot, null, blocker);
        var points = await UndisturbedAsync(node, waits);
        // What only a cancel ends outlasts every grace.
        var scenarios = Scenarios(waits, definition => points[definition].Events, StopAt)
            .Where(entry => entry.Value.Road != Road.FailFast).ToDictionary();
        node.Journal.OnWrite = write =>
            scenarios.GetValueOrDefault(write.Id) is { } scenario && write.Reaches(scenario.Point) && scenario.Strike()
                ? Fate.Held
                : Fate.Stored;
        foreach (var scenario in scenarios.Values)
            node.Begin(scenario);
        await UntilAsync(() => Open(scenarios.Values).Where(scenario => !scenario.IsStruck), waits, node);
        node.Region.Tell(new StartTransaction(Blocker, Blocker, 0));
        await _gate.Reached;
        return (node, scenarios);
    }

    private static void Release((SweepNode Node, IReadOnlyDictionary<string, Scenario> Scenarios) first)
    {
        foreach (var id in first.Scenarios.Keys)
            first.Node.Journal.Release(id);
    }

    private async Task GoOnAsync(
        (SweepNode Node, IReadOnlyDictionary<string, Scenario> Scenarios) first, Waits waits,
        Func<IReadOnlyCollection<Scenario>, Waits, DateTimeOffset, Task>? between = null)
    {
        var scenarios = first.Scenarios.Values;
        await first.Node.DisposeAsync();
        await (between?.Invoke([.. scenarios], waits, first.Node.Time.Now) ?? Task.CompletedTask);
        await using var second = SweepNode.Start(World, "second", waits, now: first.Node.Time.Now);
        await UntilAsync(() => Open(scenarios), waits, second);
        await QuietAsync();
        await CheckAsync(scenarios, second);
        AssertStruck(first.Scenarios);
    }

    /// <summary>What had begun came to its end and is stored; what had not begun is nowhere in doubt.</summary>
    private void AssertNothingIsRepeated(IReadOnlyDictionary<string, Scenario> scenarios)
    {
        foreach (var repeated in World.Calls.GroupBy(call => (call.Id, call.Attempt)).Where(calls => calls.Count() > 1))
            Assert.Fail(Describe(scenarios[repeated.Key.Id], $"{repeated.Key.Attempt} ran to its end and was repeated"));
        foreach (var scenario in scenarios.Values.Where(scenario => EventsOf(scenario).Any(e => IsInDoubt(scenario, e))))
            Assert.Fail(Describe(scenario, "F46: a step counts as unknown"));
        // Else nothing has been shown.
        Assert.Contains(scenarios.Values, scenario => EventsOf(scenario).Any(e => e is Event.CoordinatorLeft { NotBegun.IsEmpty: false }));
    }

    private static bool IsInDoubt(Scenario scenario, Event e) =>
        e is Event.StepOutcomeUnknown unknown && !SweepPlan.Of(scenario.Road)[unknown.Step].FailsInDoubt;

    private IEnumerable<Event> EventsOf(Scenario scenario) => World.LogOf(scenario.Id).Events.Select(e => e.Event);
}
