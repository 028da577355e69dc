using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What a plan says is what then happens: from any moment of any run, whatever order the answers come in.</summary>
public sealed class PreviewProperties
{
    private const int Iterations = 150;

    [Fact]
    public void What_was_previewed_is_undone_in_that_order_with_those_states_and_nothing_else() => Sample((state, now, seed) =>
    {
        var plan = Preview.Of(state, now);
        if (state.IsFinal)
        {
            Assert.Empty(plan.Undos);
            return;
        }
        new PreviewedUndos(state, now, plan, new Random(seed)).ToEnd();
    });

    [Fact]
    public void What_is_ahead_runs_in_that_order_if_nothing_fails() => Sample((state, now, seed) =>
    {
        var ahead = Preview.Of(state, now).Ahead;
        if (state.IsFinal || state.IsAborting)
        {
            Assert.Empty(ahead);
            return;
        }
        var world = new PreviewWorld(state, now, new Random(seed)) { FailsExecutions = false };
        var ended = new HashSet<string>();
        while (!world.State.IsFinal)
        {
            AssertOpen(world.State, ahead, ended);
            ended.Add(world.Turn()!);
        }
        Assert.Equal(TransactionStatus.Completed, world.State.Status);
        Assert.Equal(ahead.Select(step => step.Step).Order(), ended.Order());
    });

    private static void AssertOpen(TransactionState state, IReadOnlyList<PlannedStep> ahead, HashSet<string> ended)
    {
        foreach (var step in ahead)
        {
            var mayBegin = ahead.Where(other => other.Step != step.Step && PreviewedUndos.IsBelow(other.Step, step.After)).All(other => ended.Contains(other.Step));
            Assert.Equal(mayBegin, state[state.Plan.Step(step.Step)].Phase != StepPhase.Pending);
        }
    }

    private static void Sample(Action<TransactionState, DateTimeOffset, int> check) => Scenario.Any.Sample(
        scenario =>
        {
            var run = new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd();
            foreach (var moment in run.History)
                check(moment.State, moment.Now, scenario.Seed + moment.Length);
        },
        iter: Iterations);
}
