using System.Collections.Concurrent;
using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// The core against the model where people and times come from outside: cancels, deadlines, signals early, late and twice, delays,
/// operators, undos after the end, and attempts that time out and take effect later.
/// </summary>
public sealed class OutsideProperties
{
    private const int Iterations = 600;

    [Fact]
    public void F12_every_run_does_what_the_model_says_whoever_comes() => Sample(new Faults { StaleAnswer = 0.2 });

    [Fact]
    public void I16_it_does_so_through_crashes() => Sample(Faults.Crashes);

    [Fact]
    public void I16_it_does_so_through_every_fault() => Sample(Faults.All, 2 * Iterations);

    [Fact]
    public void I16_a_new_incarnation_can_begin_after_any_event() => Scenario.FromOutside.Sample(scenario =>
    {
        var run = new Run(scenario).ToEnd();
        for (var length = 1; length <= run.Log.Count; length++)
            run.From(length, Faults.All).ToEnd();
    }, iter: Iterations / 10);

    [Fact]
    public void I4_I5_what_the_services_have_done_in_the_end_is_what_the_outcome_says() => Scenario.FromOutside.Sample(scenario =>
    {
        var run = new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd();
        run.Services.End();
        foreach (var step in run.Plan.Steps.Where(step => step.Compensates && !IsSettledByOperator(run, step)))
        {
            var state = run.State[step];
            if (run.State.Status == TransactionStatus.Completed && !IsResumed(run, step))
                Assert.True(run.Services.Stands(step.Path), $"I4: it completed without '{step.Path}'");
            else if (run.State.Status == TransactionStatus.Compensated && !IsAssumedToHaveFailed(state, step))
                Assert.False(run.Services.Stands(step.Path), $"I5: it was compensated, and '{step.Path}' stands");
        }
    }, iter: Iterations);

    [Fact]
    public void The_scenarios_reach_every_event_every_answer_and_every_cause()
    {
        var kinds = new ConcurrentDictionary<Type, bool>();
        var causes = new ConcurrentDictionary<AbortCause, bool>();
        var overruled = new ConcurrentBag<bool>();
        var actions = new ConcurrentDictionary<OperatorAction, bool>();
        // Some are rare: as many rounds as it takes, within reason.
        for (var round = 0; round < 10 && (overruled.IsEmpty || EventSamples.Types.Except(kinds.Keys).Any()); round++)
            Scenario.FromOutside.Sample(Look, iter: 2 * Iterations);
        Assert.Empty(EventSamples.Types.Except(kinds.Keys));
        Assert.Equal(Enum.GetValues<AbortCause>().Order(), causes.Keys.Order());
        Assert.Equal(Enum.GetValues<OperatorAction>().Order(), actions.Keys.Order());
        Assert.NotEmpty(overruled);

        void Look(Scenario scenario)
        {
            var run = new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd();
            foreach (var e in run.Log)
            {
                kinds[e.GetType()] = true;
                if (e is Event.CompensationStarted started)
                    causes[started.Kind] = true;
                if (e is Event.OperatorIntervened intervened)
                    actions[intervened.Action] = true;
            }
            if (run.State.IsPastPivot && run.Log.Any(e => e is Event.CancelRequested))
                overruled.Add(true);
        }
    }

    private static bool IsSettledByOperator(Run run, PlanStep step) => run.Log.OfType<Event.OperatorIntervened>().Any(
        e => (e.Step == step.Path && e.Action is not (OperatorAction.RetryNow or OperatorAction.Abandon)) || e.Action == OperatorAction.GiveUp);

    /// <summary>An error whose decider has the input stand for the output: nothing was done.</summary>
    private static bool IsResumed(Run run, PlanStep step) =>
        run.Log.OfType<Event.StepSucceeded>().Last(e => e.Step == step.Path).Output is null;

    private static bool IsAssumedToHaveFailed(StepState state, PlanStep step) =>
        state.Phase is StepPhase.Failed or StepPhase.Pending && step.UnknownOutcome == UnknownOutcomePolicy.AssumeFailed;

    private static void Sample(Faults faults, int iterations = Iterations) => Scenario.FromOutside.Sample(
        scenario => { new Run(scenario) { Faults = faults }.ToEnd(); }, iter: iterations);
}
