using System.Collections.Concurrent;
using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The core against the model, for random definitions, outcomes, orders of events, batches and crashes.</summary>
public sealed class CoreProperties
{
    private const int Iterations = 1_000;

    [Fact]
    public void Every_run_does_what_the_model_says() => Scenario.Any.Sample(scenario => { new Run(scenario) { StaleRate = 0.1 }.ToEnd(); }, iter: Iterations);

    [Fact]
    public void I16_every_run_does_what_the_model_says_through_crashes() =>
        Scenario.Any.Sample(scenario => { new Run(scenario) { CrashRate = 0.2, StaleRate = 0.1 }.ToEnd(); }, iter: Iterations);

    [Fact]
    public void I12_the_fold_of_the_log_is_the_live_state_after_every_write() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.1 }.ToEnd();
        foreach (var (length, live) in run.History)
            Assert.Equal(Dump.Of(live), Dump.Of(Run.Fold(run.Plan, run.Log.Take(length))));
    }, iter: Iterations / 5);

    [Fact]
    public void I16_a_new_life_can_begin_after_any_event() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario).ToEnd();
        for (var length = 1; length <= run.Log.Count; length++)
            run.From(length, crashRate: 0.1).ToEnd();
    }, iter: Iterations / 5);

    [Fact]
    public void I16_without_concurrency_a_crash_after_any_event_changes_nothing_unless_a_step_is_unknown_by_it() => Scenario.Sequential.Sample(scenario =>
    {
        var run = new Run(scenario).ToEnd();
        for (var length = 1; length <= run.Log.Count; length++)
        {
            var crashed = run.From(length).ToEnd();
            if (crashed.State.Steps.Any(step => step is { WasInterrupted: true, OutcomeUnknown: true }))
                Assert.True(crashed.State.IsSuspended || crashed.State.Status is Status.Compensated or Status.Failed);
            else
                Assert.Equal(Outcome(run.State), Outcome(crashed.State));
        }
    }, iter: Iterations / 5);

    [Fact]
    public void F03_a_step_that_was_open_in_a_crash_and_never_succeeds_is_undone_or_waits_for_an_operator() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.3, ComparesWithModel = false }.ToEnd();
        var undone = run.Log.OfType<Event.StepCompensated>().Select(e => e.Step).ToHashSet();
        foreach (var step in run.Plan.Steps.Where(step => step.Compensates && run.State[step].WasInterrupted))
        {
            Assert.NotEqual(StepPhase.Failed, run.State[step].Phase);
            if (run.State.Status == Status.Compensated)
                Assert.Contains(step.Path, undone);
        }
    }, iter: Iterations / 2);

    [Fact]
    public void I3_there_is_one_terminal_event_and_it_is_the_last() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.1, ComparesWithModel = false }.ToEnd();
        if (run.State.IsSuspended)
            Assert.IsType<Event.TransactionSuspended>(run.Log.Last(e => e is not Event.CoordinatorRecovered));
        else
            Assert.True(IsTerminal(run.Log[^1]));
        Assert.DoesNotContain(run.Log.SkipLast(1), IsTerminal);
    }, iter: Iterations / 2);

    [Fact]
    public void I4_completed_means_that_every_step_took_effect_once_and_none_was_undone() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.1, ComparesWithModel = false }.ToEnd();
        if (run.State.Status != Status.Completed)
            return;
        Assert.Equal(run.Plan.Steps.Select(step => step.Path).Order(), run.Log.OfType<Event.StepSucceeded>().Select(e => e.Step).Order());
        Assert.DoesNotContain(run.Trace, entry => entry.IsUndo);
    }, iter: Iterations / 2);

    [Fact]
    public void I5_compensated_means_that_every_step_that_took_effect_was_undone_once() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.1, ComparesWithModel = false }.ToEnd();
        var undone = run.Log.OfType<Event.StepCompensated>().Select(e => e.Step).ToList();
        Assert.Equal(undone.Distinct().Count(), undone.Count);
        Assert.Subset(TookEffect(run.Log), undone.ToHashSet());
        if (run.State.Status == Status.Compensated)
            Assert.Equal(TookEffect(run.Log).Where(path => run.Plan.Step(path).Compensates).Order(), undone.Order());
    }, iter: Iterations / 2);

    [Fact]
    public void I6_no_undo_starts_before_the_undo_of_what_was_built_on_it() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.1, ComparesWithModel = false }.ToEnd();
        var applied = TookEffect(run.Log).Where(path => run.Plan.Step(path).Compensates).ToHashSet();
        var ended = run.State.Compensations.Select(step => run.Plan.Steps[step].Path).ToList();
        foreach (var (first, then) in Tree.Dependencies(scenario.Root).Where(pair => applied.Contains(pair.Then)))
        {
            var start = run.Trace.IndexOf((first, true, "start"));
            if (start < 0)
                continue;
            Assert.Contains(then, ended);
            Assert.True(run.Trace.FindLastIndex(entry => entry.Path == then && entry.IsUndo) < start, $"The undo of '{first}' started before that of '{then}' had ended.");
        }
    }, iter: Iterations / 2);

    [Fact]
    public void I7_no_undo_starts_before_its_cause_is_in_the_log() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { CrashRate = 0.1, ComparesWithModel = false }.ToEnd();
        if (!run.Trace.Exists(entry => entry.IsUndo))
            return;
        var cause = Assert.Single(run.Log.OfType<Event.CompensationStarted>());
        Assert.NotEmpty(cause.Cause);
        var failure = run.Log.FindIndex(e => e is Event.StepFailed or Event.StepOutcomeUnknown);
        Assert.InRange(failure, 1, run.Log.IndexOf(cause) - 1);
    }, iter: Iterations / 2);

    [Fact]
    public void The_scenarios_reach_every_outcome_and_every_event()
    {
        var statuses = new ConcurrentBag<Status>();
        var events = new ConcurrentDictionary<Type, bool>();
        Scenario.Any.Sample(scenario =>
        {
            var run = new Run(scenario) { CrashRate = 0.1, ComparesWithModel = false }.ToEnd();
            statuses.Add(run.State.Status);
            foreach (var e in run.Log)
                events[e.GetType()] = true;
        }, iter: Iterations / 2);
        foreach (var status in new[] { Status.Completed, Status.Compensated, Status.Failed, Status.Suspended })
            Assert.InRange(statuses.Count(reached => reached == status), Iterations / 100, Iterations);
        Assert.Empty(EventSamples.Types.Except(events.Keys));
    }

    private static bool IsTerminal(Event e) => e is Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed;

    private static HashSet<string> TookEffect(IEnumerable<Event> log) =>
        [.. log.Select(e => e is Event.StepSucceeded s ? s.Step : e is Event.StepOutcomeUnknown u ? u.Step : null).OfType<string>()];

    /// <summary>All that callers see, but for the times.</summary>
    private static string Outcome(TransactionState state)
    {
        var view = Views.Of(state, DateTimeOffset.MaxValue);
        var failures = view.Failure is not { } failure ? "" : string.Join("; ", failure.Steps.Concat(failure.Compensations).Select(f => $"{f.Step}: {f.Message}"));
        var steps = view.Steps.Select(step => (step.Path, step.Status, step.Attempts, step.CompensationAttempts, Dump.Of(step.Output)));
        return $"{view.Status}, {Dump.Of(view.Result)}, {failures}, undone {string.Join(", ", view.Compensations)}, {string.Join(", ", steps)}";
    }
}
