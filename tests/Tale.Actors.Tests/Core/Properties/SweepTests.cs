using Tale.Actors.Core;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// One fault at every point of a definition with nested branches, whose steps and undos are all tried again, at once, after seconds, or
/// after hours: forwards, backwards from the end, and backwards from within while others run or wait.
/// </summary>
public sealed class SweepTests
{
    [Fact]
    public void It_dies_after_any_event() => OnEveryRoad((scenario, allowed) =>
    {
        var run = new Run(scenario).ToEnd();
        for (var length = 1; length <= run.Log.Count; length++)
            Check(run.From(length).ToEnd(), allowed);
    });

    [Fact]
    public void It_dies_after_any_write_with_attempts_in_hand() => Sweep(Fault.Crash);

    [Fact]
    public void It_leaves_in_order_after_any_write() => Sweep(Fault.Leave);

    [Fact]
    public void It_loses_its_ownership_after_any_write() => Sweep(Fault.LostOwnership);

    /// <summary>An output that cannot be stored is lost, and the step with it: then it goes back.</summary>
    [Fact]
    public void Its_write_is_rejected_after_any_write() => Sweep(Fault.RejectedWrite, "Compensated, null");

    [Fact]
    public void Its_definition_is_missing_after_any_write() => Sweep(Fault.MissingDefinition);

    private static void Sweep(Fault fault, params string[] besides) => OnEveryRoad((scenario, allowed) =>
    {
        allowed.UnionWith(besides);
        var writes = new Run(scenario).ToEnd().History.Count;
        for (var write = 1; write < writes; write++)
            Check(new Run(scenario) { Injected = (write, fault), Faults = new Faults { StaleAnswer = 0.3 } }.ToEnd(), allowed);
    });

    private static void OnEveryRoad(Action<Scenario, HashSet<string>> sweep)
    {
        foreach (var road in SweepRoads.All)
        {
            var allowed = Enumerable.Range(0, 10).Select(seed => Outcome(new Run(road with { Seed = seed }).ToEnd())).ToHashSet();
            sweep(road, allowed);
        }
    }

    private static void Check(Run run, HashSet<string> allowed)
    {
        if (run.State.IsSuspended)
        {
            // Where nobody knows by the fault whether a step took effect, and it cannot be undone from its input.
            var stuck = run.Plan.Steps.Where(step => run.State[step].IsStuck).ToList();
            Assert.NotEmpty(stuck);
            Assert.All(stuck, step => Assert.True(!step.CompensatesUnknown && run.State[step].OutcomeUnknown));
            Assert.All(stuck, step => Assert.Contains(step.Path, run.Interrupted));
        }
        else
        {
            Assert.Contains(Outcome(run), allowed);
        }
        if (run.State.Status == Status.Compensated)
            Assert.DoesNotContain(run.Plan.Steps, step => step.Compensates && IsApplied(run.State[step]));
    }

    private static bool IsApplied(StepState step) => step.Phase is StepPhase.Succeeded or StepPhase.Unknown;

    private static string Outcome(Run run) =>
        $"{run.State.Status}, {Dump.Of(run.State.Status == Status.Completed ? run.State.Result : null)}";
}
