using System.Diagnostics;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>Many transactions in one world at a time, and time that passes only while nothing else happens.</summary>
public abstract class Sweep : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static TheoryData<Waits> EveryWait => [.. Enum.GetValues<Waits>()];

    internal SweepWorld World { get; } = new();

    public void Dispose()
    {
        World.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How many events and writes the transactions have that nobody disturbs, by definition: the points of the sweep. Checked too.</summary>
    internal async Task<IReadOnlyDictionary<string, (int Events, int Writes)>> UndisturbedAsync(SweepNode node, Waits waits)
    {
        var scenarios = RoadMap.Of(waits).Select(road => new Scenario(road, waits, 0, "nothing")).ToList();
        var all = scenarios.SelectMany(scenario => scenario.Family).ToList();
        await EndAsync(all, waits, node);
        await CheckAsync(all, node);
        Assert.All(scenarios, scenario => Assert.Equal(RoadMap.EndOf(scenario.Road), node.Outcomes[scenario.Id].Status));
        return all.ToDictionary(
            scenario => scenario.Definition, scenario => (World.LogOf(scenario.Id).Count, node.Journal.Writes(scenario.Id)));
    }

    /// <summary>Starts them on the node and lets time pass until all have ended and their callers know.</summary>
    internal Task EndAsync(IEnumerable<Scenario> scenarios, Waits waits, SweepNode node) => EndAsync(scenarios, () => TickOf(waits), node);

    /// <summary>The same, with another pace.</summary>
    internal async Task EndAsync(IEnumerable<Scenario> scenarios, Func<TimeSpan> tick, SweepNode node)
    {
        foreach (var scenario in scenarios)
            node.Begin(scenario);
        await UntilAsync(
            () => scenarios.Where(scenario => !IsOver(scenario) || !node.IsTold(scenario)), tick, node);
    }

    /// <summary>Lets time pass while nothing else happens, until none is left of those that are waited for.</summary>
    internal Task UntilAsync(Func<IEnumerable<Scenario>> left, Waits waits, SweepNode node) => UntilAsync(left, () => TickOf(waits), node);

    /// <summary>The same, with another pace.</summary>
    internal async Task UntilAsync(Func<IEnumerable<Scenario>> left, Func<TimeSpan> tick, SweepNode node)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await QuietAsync();
            var open = left().ToList();
            if (open.Count == 0)
                return;
            var isTold = node.Outcomes.ContainsKey(open[0].Id);
            if (watch.Elapsed >= Patience)
                Assert.Fail($"I17: {open.Count} have stalled. {Describe(open[0], $"stalled at {node.Time.Now:O}, caller told: {isTold}")}");
            foreach (var scenario in open)
                node.Act(scenario);
            // Never a round number: nothing falls due at the very moment at which a test moves the clock.
            node.Time.Advance(tick() + TimeSpan.FromTicks(7));
        }
    }

    /// <summary>Has a node take over that knows no definition: whatever is due then is suspended.</summary>
    internal async Task ForgetAsync(IReadOnlyCollection<Scenario> scenarios, Waits waits, DateTimeOffset now)
    {
        foreach (var scenario in scenarios)
            scenario.IsForgotten = true;
        await using var node = SweepNode.StartIgnorant(World, "ignorant", waits, now);
        var due = (await World.Index.DueAsync(node.Time.Now, null, int.MaxValue)).Select(row => row.TransactionId).ToHashSet();
        var open = scenarios.Where(scenario => due.Contains(scenario.Id) && !World.LogOf(scenario.Id).IsOver).ToList();

        await node.WakeDueAsync();

        // What waits for an operator does so already.
        await Until.IsTrueAsync(() => open.TrueForAll(scenario => World.LogOf(scenario.Id).Status == TransactionStatus.Suspended));
        await QuietAsync();
        Assert.Contains(open, scenario => World.LogOf(scenario.Id).Events[^1].Event is Event.TransactionSuspended { Cause: SuspensionCause.DefinitionMissing });
    }

    /// <summary>Those that have not come to their end.</summary>
    internal IEnumerable<Scenario> Open(IEnumerable<Scenario> scenarios) => scenarios.Where(scenario => !IsOver(scenario));

    /// <summary>Whether nothing more will happen by itself, nor because somebody has it happen.</summary>
    internal bool IsOver(Scenario scenario)
    {
        var log = World.LogOf(scenario.Id);
        // A child that its parent never came to.
        if (log.Count == 0 && scenario.Parent is { } parent)
            return World.LogOf(parent.Id).IsOver;
        return log.IsOver && !SweepPeople.Say(scenario, log, DateTimeOffset.MaxValue).Any();
    }

    /// <summary>Nothing has happened for a few looks.</summary>
    internal async Task QuietAsync()
    {
        var (seen, quiet) = (World.Order, 0);
        while (quiet < 4)
        {
            await Task.Delay(1);
            (seen, quiet) = (World.Order, World.Order == seen ? quiet + 1 : 0);
        }
    }

    /// <summary>Log and calls keep the invariants, and log, index, view and answer agree.</summary>
    internal async Task CheckAsync(IEnumerable<Scenario> scenarios, SweepNode node, bool hasZombie = false)
    {
        var calls = World.Calls.ToLookup(call => call.Id);
        var count = 0;
        List<string> problems = [];
        foreach (var scenario in scenarios)
        {
            count++;
            var problem = Checker.Check(scenario, World, calls, hasZombie) ?? await DisagreementAsync(scenario, node);
            if (problem is not null)
                problems.Add(problem);
        }
        var first = string.Join("\n\n", problems.Take(3));
        Assert.True(problems.Count == 0, $"{problems.Count} of {count} scenarios break a rule.\n{first}");
    }

    /// <summary>How many events and writes there are varies with how branches interleave, more so on a busy machine: most must have been struck.</summary>
    internal static void AssertStruck(IReadOnlyDictionary<string, Scenario> scenarios)
    {
        var aimedAt = scenarios.Values.Where(scenario => scenario.Point > 0).ToList();
        var missed = aimedAt.Where(scenario => !scenario.IsStruck).ToList();
        var some = string.Join("; ", missed.Take(5));
        Assert.True(missed.Count * 4 <= aimedAt.Count, $"{missed.Count} of {aimedAt.Count} never came to the point: {some}.");
    }

    /// <summary>A scenario for each road, each of its points, or its child's, and each of the things that are done there.</summary>
    internal static IReadOnlyDictionary<string, Scenario> Scenarios(Waits waits, Func<string, int> points, params string[] whats)
    {
        var scenarios = from road in RoadMap.Of(waits)
                        from what in whats
                        from point in Enumerable.Range(1, points(SweepDefinition.Name(road, waits)))
                        select new Scenario(road, waits, point, what);
        var ofChildren = from road in RoadMap.Of(waits)
                         where RoadMap.ChildOf(road) is not null
                         from what in whats
                         from point in Enumerable.Range(1, points(SweepDefinition.ChildName(road, waits)))
                         select new Scenario(road, waits, 0, what, point);
        return scenarios.Concat(ofChildren).SelectMany(scenario => scenario.Family).ToDictionary(scenario => scenario.Id);
    }

    internal string Describe(Scenario scenario, string problem) =>
        Checker.Describe(scenario, problem, World.LogOf(scenario.Id).Events, World.Calls.Where(call => call.Id == scenario.Id));

    internal static TimeSpan TickOf(Waits waits) => waits switch
    {
        Waits.Not => TimeSpan.FromSeconds(1),
        Waits.Seconds => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromMinutes(15),
    };

    private async Task<string?> DisagreementAsync(Scenario scenario, SweepNode node)
    {
        var log = World.LogOf(scenario.Id);
        if (log.Count == 0)
            return null;
        var status = log.Status;
        var row = await World.Index.QueryAsync(new TransactionQuery { IdPrefix = scenario.Id, Limit = 100 });
        var (inIndex, view) = (row.Transactions.Single(x => x.TransactionId == scenario.Id), await node.ViewAsync(scenario.Id));
        var outcome = node.Outcomes.GetValueOrDefault(scenario.Id);
        var answer = outcome?.Status ?? status;
        if (outcome is TransactionCompleted { Result: var result } && !Equals(result, RoadMap.ResultOf(scenario.Road)))
            return Describe(scenario, $"I16: it resulted in {result}");
        return (inIndex.Status, inIndex.DueAt, view.Status, answer) == (status, null, status, status)
            ? null
            : Describe(scenario, $"I3, I14: the log says {status}, the index {inIndex.Status} due {inIndex.DueAt}, the view {view.Status}, "
                + $"the caller was told {answer}");
    }
}
