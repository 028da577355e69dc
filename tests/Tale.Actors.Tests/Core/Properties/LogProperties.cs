using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What others than the core go by: the log without its definition, the index, and the one due time.</summary>
public sealed class LogProperties
{
    private const int Iterations = 200;

    [Fact]
    public void The_summary_of_the_log_and_the_index_agree_with_the_state_after_every_write() => Sample(run =>
    {
        var reading = new LogReading();
        var length = 0;
        foreach (var moment in run.History)
        {
            reading.Read(run.Log.Take(length..moment.Length), moment.State, moment.Now);
            length = moment.Length;
        }
    });

    [Fact]
    public void The_due_time_on_the_last_event_is_right_after_every_write() => Sample(run =>
    {
        DateTimeOffset? said = null;
        var length = 0;
        foreach (var moment in run.History)
        {
            foreach (var e in run.Log.Take(length..moment.Length))
                said = Turn.Of(e)?.DueAt ?? said;
            length = moment.Length;
            var steps = moment.State.Steps;
            var next = steps.Min(step => step.Open?.DueAt);
            var isAtOnce = steps.Any(step => step.IsIssued) || next <= moment.Now.AddMinutes(1) || IsMissing(moment.State);
            Assert.Equal(isAtOnce ? Due.AtOnce : next ?? Due.Never, said);
        }
    });

    [Fact]
    public void It_may_passivate_exactly_when_nothing_is_issued_and_nothing_is_due_within_a_minute() => Sample(run =>
    {
        foreach (var moment in run.History.Where(moment => !IsMissing(moment.State)))
        {
            foreach (var later in new[] { 0, 19, 21, 59, 61, 3600, 10_799 - 61, 10_801 - 61, 20_000 })
            {
                var now = moment.Now.AddSeconds(later);
                var soon = now.AddMinutes(1);
                var isBusy = moment.State.Steps.Any(step => step.IsIssued || step.Open?.DueAt <= soon);
                Assert.Equal(!isBusy, moment.State.MayPassivate(now));
            }
        }
    });

    [Fact]
    public void F49_logs_of_format_1_fold_to_the_same_outcome() => Scenario.Any.Sample(scenario =>
    {
        var run = new Run(scenario).ToEnd();
        // It says nothing of incarnations that leave, nor of delayed attempts that are issued, nor of what follows a failed undo.
        var log = run.Log.Where(e => e is not (Event.AttemptsIssued or Event.CoordinatorLeft)).Select(e => e switch
        {
            Event.TransactionStarted x => x with { Format = 1, Node = "" },
            Event.CoordinatorRecovered x => x with { Format = 1, Node = "" },
            Event.CompensationAttemptFailed { Policy: CompensationFailurePolicy.Continue } x => x with { Policy = null },
            _ => e,
        });
        var folded = WrittenLog.Fold(run.Defined, log);
        // And so it has fewer events.
        Assert.Equal(Dump.Of(Views.Of(run.State) with { Revision = 0 }), Dump.Of(Views.Of(folded) with { Revision = 0 }));
    }, iter: Iterations);

    private static bool IsMissing(TransactionState state) =>
        state.Log.Suspension is SuspensionCause.DefinitionMissing or SuspensionCause.LogUnreadable;

    private static void Sample(Action<Run> check) => Scenario.Any.Sample(
        scenario => check(new Run(scenario) { Faults = Faults.All, ComparesWithModel = false }.ToEnd()), iter: Iterations);
}
