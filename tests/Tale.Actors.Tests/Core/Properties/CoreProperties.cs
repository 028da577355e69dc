using System.Collections.Concurrent;
using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The core against the model, for random definitions, outcomes, orders of events, writes and faults.</summary>
public sealed class CoreProperties
{
    private const int Iterations = 500;

    [Fact]
    public void Every_run_does_what_the_model_says() =>
        Scenario.Any.Sample(scenario => { new Run(scenario) { Faults = new Faults { StaleAnswer = 0.1 } }.ToEnd(); }, iter: Iterations);

    [Fact]
    public void I16_every_run_does_what_the_model_says_through_crashes() =>
        Scenario.Any.Sample(scenario => { new Run(scenario) { Faults = Faults.Crashes }.ToEnd(); }, iter: Iterations);

    [Fact]
    public void I16_every_run_does_what_the_model_says_through_every_fault() =>
        Scenario.Any.Sample(scenario => { new Run(scenario) { Faults = Faults.All }.ToEnd(); }, iter: 2 * Iterations);

    [Fact]
    public void I12_the_fold_of_the_log_is_the_live_state_after_every_write() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd();
        var folded = WrittenLog.Fold(run.Defined, run.Log.Take(1));
        var length = 1;
        foreach (var moment in run.History)
        {
            for (; length < moment.Length; length++)
                folded = Evolve.Apply(folded, run.Log[length]);
            Assert.Equal(Dump.Of(moment.State), Dump.Of(folded));
        }
    }, iter: Iterations / 3);

    [Fact]
    public void I16_a_new_incarnation_can_begin_after_any_event() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario).ToEnd();
        for (var length = 1; length <= run.Log.Count; length++)
            run.From(length, Faults.All).ToEnd();
    }, iter: Iterations / 5);

    [Fact]
    public void I16_without_concurrency_a_crash_after_any_event_changes_nothing_unless_a_step_is_unknown_by_it() =>
        Scenario.Sequential.Sample(CrashAnywhere, iter: Iterations / 3);

    private static void CrashAnywhere(Scenario scenario)
    {
        var run = new Run(scenario with { MaxIncarnations = int.MaxValue }).ToEnd();
        for (var length = 1; length <= run.Log.Count; length++)
        {
            var crashed = run.From(length).ToEnd();
            if (run.Plan.Steps.Any(step => IsUnknownByIt(step, crashed)))
                Assert.True(crashed.State.IsSuspended || crashed.State.IsFinal);
            else
                Assert.Equal(Outcome(run.State), Outcome(crashed.State));
        }
    }

    private static bool IsUnknownByIt(PlanStep step, Run crashed) => crashed.State[step].WasInterrupted
        && (crashed.State[step].OutcomeUnknown || crashed.Log.Any(e => e is Event.StepEscalated escalated && escalated.Step == step.Path));

    [Fact]
    public void The_scenarios_reach_every_outcome_and_every_event()
    {
        var statuses = new ConcurrentBag<Status>();
        var events = new ConcurrentDictionary<Type, bool>();
        var causes = new ConcurrentDictionary<SuspensionCause, bool>();
        Scenario.Any.Sample(scenario =>
        {
            var run = new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd();
            statuses.Add(run.State.Status);
            foreach (var e in run.Log)
            {
                events[e.GetType()] = true;
                if (e is Event.TransactionSuspended suspended)
                    causes[suspended.Cause] = true;
            }
        }, iter: Iterations);
        foreach (var status in new[] { Status.Completed, Status.Compensated, Status.Failed, Status.Suspended })
            Assert.InRange(statuses.Count(reached => reached == status), Iterations / 50, Iterations);
        // Nothing comes from outside here: TotalityProperties has people do what they can at any moment.
        Type[] interventions =
        [
            typeof(Event.CancelRequested), typeof(Event.DeadlinePassed), typeof(Event.OperatorIntervened), typeof(Event.WaitStarted),
            typeof(Event.SignalReceived), typeof(Event.UndoRequested), typeof(Event.ItemsListed),
        ];
        Assert.Empty(EventSamples.Types.Except(events.Keys).Except(interventions));
        Assert.Equal(
            new[] { SuspensionCause.OperatorNeeded, SuspensionCause.DefinitionMissing, SuspensionCause.NoProgress }, causes.Keys.Order());
    }

    /// <summary>All that callers see, but for the times.</summary>
    private static string Outcome(TransactionState state)
    {
        var view = Views.Of(state);
        var failures = view.Failure is not { } failure ? ""
            : string.Join("; ", failure.Steps.Concat(failure.Compensations).Select(f => $"{f.Step}: {f.Message}"));
        var steps = view.Steps.Select(step => (step.Path, step.Status, step.Attempts, step.CompensationAttempts, Dump.Of(step.Output)));
        return $"{view.Status}, {Dump.Of(view.Result)}, {failures}, undone {string.Join(", ", view.Compensations)}, "
            + string.Join(", ", steps);
    }
}
