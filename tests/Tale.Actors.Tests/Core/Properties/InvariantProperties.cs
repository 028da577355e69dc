using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Status = Tale.Actors.Protocol.TransactionStatus;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The invariants by their names, on runs that suffer every fault. They need no model, and do not look at it.</summary>
public sealed class InvariantProperties
{
    private const int Iterations = 250;

    [Fact]
    public void I3_there_is_one_terminal_event_and_it_is_the_last() => Sample(run =>
    {
        if (run.State.IsSuspended)
            Assert.IsType<Event.TransactionSuspended>(run.Log.Last(e => e is Event.TransactionSuspended or Event.TransactionResumed));
        else
            Assert.True(IsTerminal(run.Log[^1]));
        Assert.DoesNotContain(run.Log.SkipLast(1), IsTerminal);
        foreach (var e in run.State.IsFinal ? run.Log.Skip(1) : [])
            Assert.Throws<IllegalTransitionException>(() => Evolve.Apply(run.State, e));
    });

    [Fact]
    public void I4_completed_means_that_every_step_took_effect_once_and_none_was_undone() => Sample(run =>
    {
        if (run.State.Status != Status.Completed)
            return;
        Assert.Equal(run.Plan.Steps.Select(step => step.Path).Order(), run.Log.OfType<Event.StepSucceeded>().Select(e => e.Step).Order());
        Assert.DoesNotContain(run.Trace, entry => entry.IsUndo);
    });

    [Fact]
    public void I5_compensated_means_that_every_step_that_took_effect_was_undone_once() => Sample(run =>
    {
        var undone = run.Log.OfType<Event.StepCompensated>().Select(e => e.Step).ToList();
        Assert.Equal(undone.Distinct().Count(), undone.Count);
        Assert.Subset(TookEffect(run.Log), undone.ToHashSet());
        if (run.State.Status == Status.Compensated)
            Assert.Equal(TookEffect(run.Log).Where(path => run.Plan.Step(path).Compensates).Order(), undone.Order());
    });

    [Fact]
    public void I6_no_undo_starts_before_the_undo_of_what_was_built_on_it() => Sample((scenario, run) =>
    {
        var applied = TookEffect(run.Log).Where(path => run.Plan.Step(path).Compensates).ToHashSet();
        var ended = run.State.Compensations.Select(step => run.Plan.Steps[step].Path).ToList();
        foreach (var (first, then) in Tree.Dependencies(scenario.Root).Where(pair => applied.Contains(pair.Then)))
        {
            var start = run.Trace.IndexOf((first, true, "start"));
            if (start < 0)
                continue;
            Assert.Contains(then, ended);
            Assert.True(
                run.Trace.FindLastIndex(entry => entry.Path == then && entry.IsUndo) < start,
                $"The undo of '{first}' started before that of '{then}' had ended.");
        }
    });

    [Fact]
    public void I7_no_undo_starts_before_its_cause_is_in_the_log() => Sample(run =>
    {
        if (!run.Trace.Exists(entry => entry.IsUndo))
            return;
        var cause = Assert.Single(run.Log.OfType<Event.CompensationStarted>());
        Assert.NotEmpty(cause.Cause);
        var failure = run.Log.FindIndex(e => e is Event.StepFailed or Event.StepOutcomeUnknown);
        Assert.InRange(failure, 1, run.Log.IndexOf(cause) - 1);
        var issued = run.History.First(
            moment => moment.Effects.Any(effect => effect.Attempt.Direction == Direction.Compensate));
        Assert.InRange(run.Log.IndexOf(cause), 1, issued.Length - 1);
    });

    [Fact]
    public void I9_nothing_is_issued_after_the_terminal_event() => Sample(run =>
    {
        foreach (var moment in run.History.Where(moment => moment.State.IsFinal))
            Assert.Empty(moment.Effects);
        if (!run.State.IsFinal)
            return;
        var attempt = new AttemptKey(0, Direction.Execute, 1);
        foreach (var command in new Command[]
        {
            new Command.Recover("n", 1, []), new Command.Tick(), new Command.Leave([attempt]),
            new Command.Executed(0, run.State.Epoch, 1, null), new Command.NotBegun(0, run.State.Epoch, 1),
            new Command.Compensated(0, run.State.Epoch, 1),
        })
        {
            var write = new WriteBatch<int>(run.State);
            write.Add(command, 0, DateTimeOffset.MaxValue);
            Assert.Empty(write.Events);
            Assert.Empty(write.Effects());
        }
    });

    [Fact]
    public void I10_epochs_rise_by_one() => SampleAlsoFromOutside(run =>
    {
        var epochs = run.Log.OfType<Event.CoordinatorRecovered>().Select(e => e.Epoch).ToList();
        Assert.Equal(Enumerable.Range(2, epochs.Count).Select(epoch => (long)epoch), epochs);
        Assert.Equal(1 + epochs.Count, run.State.Epoch);
    });

    [Fact]
    public void I11_what_is_issued_is_issued_in_the_log_before() => SampleAlsoFromOutside(run =>
    {
        foreach (var moment in run.History.Where(moment => moment.Effects.Count > 0))
        {
            var stored = WrittenLog.Fold(run.Defined, run.Log.Take(moment.Length));
            foreach (var effect in moment.Effects.Where(effect => effect is not Effect.Abandon))
            {
                var step = stored.Steps[effect.Attempt.Step];
                Assert.Equal(stored.Epoch, Assert.IsType<OpenAttempt.Issued>(step.Open).Epoch);
                Assert.Equal(effect.Attempt, new AttemptKey(effect.Attempt.Step, step.Direction, step.OpenNumber));
            }
        }
    }, Iterations / 3);

    [Fact]
    public void F03_a_step_that_was_open_in_a_crash_and_never_succeeds_is_undone_or_waits_for_an_operator() => Sample(run =>
    {
        var undone = run.Log.OfType<Event.StepCompensated>().Select(e => e.Step).ToHashSet();
        var isKnown = run.Trace.Where(entry => entry.What == Run.LeftNothing).Select(entry => entry.Path).ToHashSet();
        var isDoubted = run.Plan.Steps.Where(step => step.UnknownOutcome != UnknownOutcomePolicy.AssumeFailed && !isKnown.Contains(step.Path));
        foreach (var step in isDoubted.Where(step => step.Compensates && run.State[step].WasInterrupted))
        {
            Assert.NotEqual(StepPhase.Failed, run.State[step].Phase);
            if (run.State.Status == Status.Compensated)
                Assert.Contains(step.Path, undone);
        }
    });

    [Fact]
    public void F46_an_attempt_that_only_waited_is_never_doubtful() => SampleAlsoFromOutside(run =>
    {
        foreach (var step in run.Plan.Steps)
        {
            var state = run.State[step];
            var wasInHand = run.Interrupted.Contains(step.Path);
            Assert.True(!state.WasInterrupted || wasInHand, $"'{step.Path}' was in nobody's hands when an incarnation ended.");
            if (state.OutcomeUnknown && !wasInHand)
                Assert.Contains(state.Failures, failure => failure.MayHaveTakenEffect);
        }
    });

    [Fact]
    public void F48_no_undo_is_issued_while_an_attempt_of_the_same_step_is_issued() => SampleAlsoFromOutside(run =>
    {
        var inHand = new HashSet<(string Path, bool IsUndo)>();
        foreach (var (path, isUndo, what) in run.Trace)
        {
            if (what == Run.NewIncarnation)
                inHand.Clear();
            else if (what != "start")
                inHand.Remove((path, isUndo));
            else
            {
                Assert.True(inHand.Add((path, isUndo)), $"'{path}' is started while an attempt of it runs.");
                Assert.False(inHand.Contains((path, !isUndo)), $"'{path}' is executed and undone at the same time.");
            }
        }
        foreach (var moment in run.History)
            Assert.False(moment.State is { IsCompensating: true } state && state.Steps.Any(step => step.Phase == StepPhase.Executing));
    });

    [Fact]
    public void F56_nothing_unwanted_waits_but_what_an_incarnation_that_left_had_not_begun() => Sample(run =>
    {
        foreach (var moment in run.History.Where(moment => moment.State is { IsAborting: true, IsCompensating: false, IsLeft: false }))
            Assert.DoesNotContain(moment.State.Steps, step => step is { Phase: StepPhase.Executing, IsWaiting: true });
    });

    [Fact]
    public void F55_after_so_many_incarnations_that_got_nowhere_it_is_suspended_whatever_it_was_at() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario) { ComparesWithModel = false };
        run.Advance(scenario.Seed % 20);
        if (run.State.IssuedSteps == 0)
            return;
        var state = run.State;
        var already = state.FruitlessIncarnations;
        for (var crashes = 1; already + crashes <= scenario.MaxIncarnations; crashes++)
        {
            state = Recovered(state, scenario);
            Assert.False(state.Log.Suspension == SuspensionCause.NoProgress);
        }
        state = Recovered(state, scenario);
        Assert.Equal(SuspensionCause.NoProgress, state.Log.Suspension);
        Assert.Equal(0, state.IssuedSteps);
        Assert.True(state.StuckSteps > 0);
    }, iter: Iterations);

    private static TransactionState Recovered(TransactionState state, Scenario scenario) =>
        Decide.On(state, new Command.Recover($"n{state.Epoch}", scenario.MaxIncarnations, []), state.Log.UpdatedAt).State!;

    private static void Sample(Action<Run> check, int iterations = Iterations) => Sample((_, run) => check(run), iterations);

    private static void Sample(Action<Scenario, Run> check, int iterations = Iterations) => Scenario.Any.Sample(
        scenario => check(scenario, new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd()), iter: iterations);

    /// <summary>It holds too whoever comes: signals, times, cancels and operators.</summary>
    private static void SampleAlsoFromOutside(Action<Run> check, int iterations = Iterations)
    {
        Sample(check, iterations);
        Scenario.FromOutside.Sample(
            scenario => check(new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd()), iter: iterations);
    }

    private static bool IsTerminal(Event e) => e is Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed;

    private static HashSet<string> TookEffect(IEnumerable<Event> log) =>
        [.. log.Select(e => e is Event.StepSucceeded s ? s.Step : e is Event.StepOutcomeUnknown u ? u.Step : null).OfType<string>()];
}
