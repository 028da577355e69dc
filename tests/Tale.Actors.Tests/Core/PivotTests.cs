using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>A transaction with a point of no return: the steps are a, pivot, b, c.</summary>
public sealed class PivotTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_failure_before_the_pivot_goes_back() =>
        new Story(Steps()).Fails("a").Then("failed a #1", "compensating", "compensated");

    [Fact]
    public void A_pivot_that_fails_goes_back() =>
        new Story(Steps()).Succeeds("a", "1").Fails("pivot").Then("failed pivot #1", "compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void The_event_of_its_success_says_that_it_is_passed()
    {
        var story = new Story(Steps()).Succeeds("a", "1").Succeeds("pivot", "2").Then("succeeded pivot #1 = 2, past the pivot");
        Assert.True(story.State.IsPastPivot);
    }

    [Fact]
    public void Past_the_pivot_a_step_that_fails_for_good_waits_for_an_operator_and_nothing_is_undone() =>
        Past().Fails("b").Then("attempt failed b #1, again in 0s").Fails("b", attempt: 2)
            .Then("escalated b #2", "suspended").ThenDoes().ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.RetryNow).ThenDoes("execute b #3 with 2").Succeeds("b", "3", 3).Succeeds("c", "4")
            .ThenIs(TransactionStatus.Completed);

    [Fact]
    public void Past_the_pivot_a_step_that_gives_up_or_is_unknown_waits_for_an_operator()
    {
        Past().Fails("b", Verdict.GiveUp).Then("escalated b #1", "suspended");
        Past().Fails("b", Verdict.Unknown).Then("escalated b #1", "suspended");
    }

    [Fact]
    public void F12_a_cancel_that_comes_past_the_pivot_is_refused() =>
        Past().IsCancelled().ThenIsRefused(RejectionReason.NotAllowed, "passed its pivot, 'pivot'").ThenIs(TransactionStatus.Running);

    [Fact]
    public void F12_a_cancel_while_the_pivot_runs_is_overruled_by_its_success() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().ThenDoes("cancel pivot #1")
            .Succeeds("pivot", "2").Then("succeeded pivot #1 = 2, past the pivot").ThenDoes("execute b #1 with 2")
            .Succeeds("b").Succeeds("c").ThenIs(TransactionStatus.Completed);

    [Fact]
    public void F12_a_cancel_while_the_pivot_runs_counts_when_it_fails() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().Fails("pivot").Then("failed pivot #1", "compensating")
            .ThenDoes("undo a #1 with 1");

    [Fact]
    public void A_pivot_without_an_undo_that_nobody_knows_the_outcome_of_waits_for_an_operator_who_says_what_it_was()
    {
        Story Unknown() => new Story(Steps()).Succeeds("a", "1").Fails("pivot", Verdict.Unknown).Then("escalated pivot #1", "suspended");
        Unknown().Operator(OperatorAction.AssumeSucceeded, "pivot", "2").ThenDoes("execute b #1 with 2");
        Unknown().Operator(OperatorAction.AssumeSucceeded, "pivot", "1").ThenDoes("execute b #1 with 1").IsCancelled()
            .ThenIsRefused(RejectionReason.NotAllowed, "pivot");
        Unknown().Operator(OperatorAction.SkipStep, "pivot").ThenIsRefused(RejectionReason.NotAllowed, "not left without a way back");
        Unknown().Operator(OperatorAction.AssumeFailed, "pivot").ThenDoes("undo a #1 with 1").IsUndone("a")
            .ThenIs(TransactionStatus.Compensated);
        Unknown().Operator(OperatorAction.Compensate).ThenDoes("undo a #1 with 1").IsUndone("a").ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void A_cancelled_pivot_that_nobody_knows_the_outcome_of_goes_on_when_an_operator_says_that_it_succeeded() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().Fails("pivot", Verdict.Unknown).ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.AssumeSucceeded, "pivot", "2").ThenDoes("execute b #1 with 2").ThenIs(TransactionStatus.Running);

    [Fact]
    public void A_pivot_with_an_undo_that_nobody_knows_the_outcome_of_is_undone() =>
        new Story(Steps(hasUndo: true)).Succeeds("a", "1").Fails("pivot", Verdict.Unknown).Then("unknown pivot #1", "compensating")
            .ThenDoes("undo pivot #1 with 1");

    [Fact]
    public void A_crash_in_the_pivot_has_it_tried_again_and_what_then_fails_is_unknown() =>
        new Story(Steps()).Succeeds("a", "1").Recovers().ThenDoes("execute pivot #1 with 1").Fails("pivot")
            .Then("escalated pivot #1", "suspended");

    [Fact]
    public void The_deadline_counts_no_more()
    {
        var story = new Story(Steps(), deadline: Hour).Succeeds("a", "1").Succeeds("pivot", "2");
        Assert.Null(story.State.Deadline);
        story.After(2 * Hour).Then().Succeeds("b").Succeeds("c").ThenIs(TransactionStatus.Completed);
    }

    [Theory]
    [InlineData(OperatorAction.Compensate, null)]
    [InlineData(OperatorAction.AssumeFailed, "b")]
    public void An_operator_cannot_have_it_go_back_either(OperatorAction action, string? step) =>
        Past().Fails("b", Verdict.GiveUp).Operator(action, step).ThenIsRefused(RejectionReason.NotAllowed, "it only goes forward");

    [Fact]
    public void What_was_before_a_crash_is_past_the_pivot_after_it() =>
        Past().Recovers().ThenDoes("execute b #1 with 2").Fails("b", Verdict.GiveUp).Then("escalated b #1", "suspended");

    private static Story Past() => new Story(Steps()).Succeeds("a", "1").Succeeds("pivot", "2").ThenDoes("execute b #1 with 2");

    private static TransactionDefinition Steps(bool hasUndo = false)
    {
        var a = Transaction.Define<int>("t").Step("a", (int x) => x).Undo((int _) => { });
        var pivot = a.Step("pivot", (int x) => x, step => step.Pivot());
        return (hasUndo ? pivot.Undo((int _) => { }) : pivot)
            .Step("b", (int x) => x, step => step.Retry(1)).Undo((int _) => { })
            .Step("c", (int x) => x, step => step.Retry(1))
            .Build();
    }
}
