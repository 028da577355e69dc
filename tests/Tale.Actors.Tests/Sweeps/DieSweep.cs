using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>Sweep 1: death after every event.</summary>
public sealed class DieSweep : Sweep
{
    /// <summary>Slots that are not given back stop everything.</summary>
    private const string FewSlots = "tale.steps.max-concurrent = 3";

    private const string BeforeItHears = "its coordinator is killed before it hears of event";
    private const string OnceItHasHeard = "its coordinator is killed once it has heard of event";
    private const string Unconfirmed = "its process dies right after event";
    private const string AtTheNextWrite = "its process dies before it stores what follows event";

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task A_coordinator_that_is_killed_after_any_event_goes_on_and_its_caller_is_answered(Waits waits)
    {
        await using var node = SweepNode.Start(World, "only", waits, FewSlots);
        var points = await UndisturbedAsync(node, waits);
        var scenarios = Scenarios(waits, definition => points[definition].Events, BeforeItHears, OnceItHasHeard);
        node.Journal.BeforeAnswer = write => KillCoordinator(write, BeforeItHears);
        node.Journal.AfterAnswer = write => KillCoordinator(write, OnceItHasHeard);

        await EndAsync(scenarios.Values, waits, node);

        await CheckAsync(scenarios.Values, node);
        AssertStruck(scenarios);

        void KillCoordinator(SweepWrite write, string what)
        {
            var scenario = scenarios[write.Id];
            if (scenario.What == what && write.Reaches(scenario.Point) && scenario.Strike())
                write.Coordinator.Tell(Kill.Instance);
        }
    }

    [Theory]
    [MemberData(nameof(EveryWait))]
    public async Task A_coordinator_that_is_killed_after_each_event_again_comes_to_the_end(Waits waits)
    {
        await using var node = SweepNode.Start(World, "only", waits, FewSlots);
        var scenarios = Scenarios(waits, _ => 1, BeforeItHears, OnceItHasHeard);
        node.Journal.BeforeAnswer = write => KillCoordinator(write, BeforeItHears);
        node.Journal.AfterAnswer = write => KillCoordinator(write, OnceItHasHeard);

        await EndAsync(scenarios.Values, waits, node);

        await CheckAsync(scenarios.Values, node);

        // After its recovery it lives until it has brought about something.
        void KillCoordinator(SweepWrite write, string what)
        {
            if (scenarios[write.Id].What == what && !write.Events.Any(e => e is Event.CoordinatorRecovered))
                write.Coordinator.Tell(Kill.Instance);
        }
    }

    [Theory]
    [MemberData(nameof(EveryWait))]
    public Task F03_F04_a_process_that_dies_after_any_event_is_followed_by_one_that_goes_on(Waits waits) =>
        DieAndGoOnAsync(waits, waits, TimeSpan.Zero, "");

    /// <summary>What waited for seconds waits for an hour and seconds by the new clock; what was at work goes on at once.</summary>
    [Fact]
    public Task F63_a_process_whose_clock_was_set_back_goes_on_all_the_same() =>
        DieAndGoOnAsync(Waits.Seconds, Waits.Hours, TimeSpan.FromHours(1), "tale.watchdog.interval = 10m");

    /// <summary>What it has at work is suspended, and goes on by itself where it is known again.</summary>
    [Theory]
    [MemberData(nameof(EveryWait))]
    public Task F17_a_process_that_dies_after_any_event_may_be_followed_by_one_that_does_not_know_its_definitions(Waits waits) =>
        DieAndGoOnAsync(waits, waits, TimeSpan.Zero, "", ForgetAsync);

    private async Task DieAndGoOnAsync(
        Waits waits, Waits ticks, TimeSpan setBack, string hocon, Func<IReadOnlyCollection<Scenario>, Waits, DateTimeOffset, Task>? between = null)
    {
        IReadOnlyDictionary<string, Scenario> scenarios;
        DateTimeOffset end;
        await using (var first = SweepNode.Start(World, "first", waits, now: DateTimeOffset.UtcNow + setBack))
        {
            var points = await UndisturbedAsync(first, waits);
            // Nothing follows the last event.
            scenarios = Scenarios(waits, definition => points[definition].Events, Unconfirmed)
                .Concat(Scenarios(waits, definition => points[definition].Events - 1, AtTheNextWrite)).ToDictionary();
            first.Journal.OnWrite = write => FateOf(scenarios[write.Id], write);
            foreach (var scenario in scenarios.Values)
                first.Begin(scenario);
            await UntilAsync(() => Open(scenarios.Values).Where(scenario => !scenario.IsStruck), waits, first);
            await QuietAsync();
            end = first.Time.Now;
        }

        await (between?.Invoke([.. scenarios.Values], waits, end) ?? Task.CompletedTask);
        await using var second = SweepNode.Start(World, "second", waits, hocon, end - setBack);
        await UntilAsync(() => Open(scenarios.Values), ticks, second);
        await QuietAsync();

        await CheckAsync(scenarios.Values, second);
        AssertStruck(scenarios);
    }

    /// <summary>The last event is followed by no write: there nothing is left to die for.</summary>
    private static Fate FateOf(Scenario scenario, SweepWrite write)
    {
        if (scenario.What == Unconfirmed)
            return write.Reaches(scenario.Point) && scenario.Strike() ? Fate.StoredThenDead : Fate.Stored;
        return write.LogLength >= scenario.Point && scenario.Strike() ? Fate.Dead : Fate.Stored;
    }
}
