using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>A transaction that is cancelled, or whose time is over.</summary>
public sealed class CancelTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void F12_a_running_step_is_told_and_waited_for_and_then_what_took_effect_is_undone() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().Then("cancelled: changed my mind").ThenDoes("cancel b #1")
            .ThenIs(TransactionStatus.Running)
            .Succeeds("b", "2").Then("succeeded b #1 = 2", "compensating").ThenDoes("undo b #1 with 2")
            .IsUndone("b").ThenDoes("undo a #1 with 1").IsUndone("a").Then("undone a #1", "compensated");

    [Fact]
    public void F12_a_step_that_nobody_knows_the_outcome_of_is_undone_from_its_input() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().Fails("b", Verdict.Unknown).Then("unknown b #1", "compensating")
            .ThenDoes("undo b #1 with 1");

    [Fact]
    public void F12_a_step_that_fails_after_it_was_cancelled_is_not_retried() =>
        new Story(Steps(retries: 5)).Succeeds("a", "1").IsCancelled().Fails("b").Then("failed b #1", "compensating")
            .ThenDoes("undo a #1 with 1");

    [Fact]
    public void F56_a_long_wait_for_a_retry_ends_at_once() =>
        new Story(Steps(retries: 5, delay: Hour)).Succeeds("a", "1").Fails("b").IsCancelled()
            .Then("cancelled: changed my mind", "given up b #2", "compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void F12_what_has_completed_is_not_cancelled_and_the_outcome_that_stands_is_the_answer()
    {
        var story = new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").Succeeds("c", "3").ThenIs(TransactionStatus.Completed)
            .IsCancelled().Then().ThenIs(TransactionStatus.Completed);
        Assert.IsType<Reply.Outcome>(Assert.Single(story.Replies));
    }

    [Fact]
    public void F12_the_last_step_succeeds_after_the_cancel_and_is_undone() =>
        new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").IsCancelled().Succeeds("c", "3")
            .Then("succeeded c #1 = 3", "compensating").ThenDoes("undo c #1 with 3");

    [Fact]
    public void F12_in_one_batch_the_first_of_cancel_and_success_wins()
    {
        var cancelledLate = new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2");
        cancelledLate.When(new Command.Executed(2, 1, 1, Story.Value("3")), new Command.Cancel("late")).ThenIs(TransactionStatus.Completed);
        var cancelledFirst = new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2");
        cancelledFirst.When(new Command.Cancel("first"), new Command.Executed(2, 1, 1, Story.Value("3")))
            .ThenIs(TransactionStatus.Compensating);
    }

    /// <summary>It would have been waited for without being told, for as long as it likes.</summary>
    [Fact]
    public void F12_what_goes_on_after_a_failure_beside_it_is_told_and_once() =>
        new Story(Block()).Fails("both/0/a").ThenDoes("unwanted both/1/b #1")
            .IsCancelled().Then("cancelled: changed my mind").ThenDoes("cancel both/1/b #1")
            .IsCancelled().Then().ThenDoes();

    /// <summary>It is said at each look.</summary>
    [Fact]
    public void F12_a_parent_that_says_so_again_decides_nothing_of_a_child_that_goes_back() =>
        new Story(Block()).Fails("both/0/a", Verdict.Escalate).Fails("both/1/b").When(new Command.Cancel("the parent goes back", IsOfParent: true)).Then()
            .Operator(OperatorAction.RetryNow, "both/0/a").When(new Command.Cancel("the parent goes back", IsOfParent: true)).Then().ThenDoes()
            .IsCancelled().ThenDoes("cancel both/0/a #2");

    [Fact]
    public void F12_a_parent_has_a_child_go_back_whatever_waits_for_an_operator_there() =>
        new Story(Steps()).Succeeds("a", "1").Fails("b", Verdict.Escalate).When(new Command.Cancel("the parent goes back", IsOfParent: true))
            .Then("cancelled: the parent goes back", "given up b #1", "resumed Running", "compensating").ThenDoes("undo a #1 with 1");

    /// <summary>It comes again because whoever sent it has had no answer; what is given up by it is decided.</summary>
    [Fact]
    public void F12_the_same_wish_decides_nothing_of_what_an_operator_has_had_tried_since()
    {
        var wish = new Command.Cancel("enough", WishId: "w1");
        new Story(Block()).Fails("both/0/a", Verdict.Escalate).When(wish).Then("cancelled: enough", "given up both/0/a #1", "resumed Running")
            .When(wish).Then().ThenDoes()
            .When(wish with { WishId = "w2" }).Then();
        new Story(Block()).When(wish).Then("cancelled: enough").Fails("both/0/a", Verdict.Escalate).When(wish).Then()
            .When(wish with { WishId = "w2" }).Then("cancelled: enough", "given up both/0/a #1", "resumed Running");
    }

    [Fact]
    public void F12_what_an_operator_had_tried_on_the_way_back_is_told_too() =>
        new Story(Block()).Fails("both/0/a", Verdict.Escalate).Fails("both/1/b").Operator(OperatorAction.RetryNow, "both/0/a")
            .ThenDoes("execute both/0/a #2 with 0")
            .IsCancelled().Then("cancelled: changed my mind").ThenDoes("cancel both/0/a #2");

    [Fact]
    public void F40_a_second_cancel_is_accepted_and_writes_nothing()
    {
        var story = new Story(Steps()).Succeeds("a", "1").IsCancelled("first").IsCancelled("second").Then();
        Assert.Equal(TransactionStatus.Running, Assert.IsType<Reply.Done>(Assert.Single(story.Replies)).Status);
        Assert.Equal("Cancelled: first", FailureReport.Of(story.State)!.Message);
        Assert.Equal(AbortCause.Cancelled, FailureReport.Of(story.State)!.Cause);
    }

    [Fact]
    public void The_failure_says_that_it_was_cancelled_first_and_what_failed_then()
    {
        var story = new Story(Steps()).Succeeds("a", "1").IsCancelled().Fails("b").IsUndone("a").ThenIs(TransactionStatus.Compensated);
        Assert.Equal(
            "Cancelled: changed my mind. Step 'b': Failed to apply step: Error: no", FailureReport.Of(story.State)!.Message);
    }

    [Fact]
    public void One_that_waits_for_an_operator_can_be_cancelled() =>
        new Story(Steps()).Succeeds("a", "1").Fails("b", Verdict.Escalate).ThenIs(TransactionStatus.Suspended)
            .IsCancelled().Then("cancelled: changed my mind", "given up b #1", "resumed Running", "compensating")
            .ThenDoes("undo a #1 with 1").IsUndone("a").ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void One_that_waits_for_an_operator_while_a_branch_runs_is_cancelled_once_the_branch_is_through() =>
        new Story(Block()).Fails("both/0/a", Verdict.Escalate).ThenIs(TransactionStatus.Suspended)
            .IsCancelled().Then("cancelled: changed my mind", "given up both/0/a #1", "resumed Running").ThenDoes("cancel both/1/b #1")
            .Succeeds("both/1/b", "2").Then("succeeded both/1/b #1 = 2", "compensating").ThenDoes("undo both/1/b #1 with 2");

    [Fact]
    public void An_undo_that_is_stuck_stays_stuck() =>
        new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c").UndoFails("b").ThenIs(TransactionStatus.Suspended)
            .IsCancelled().Then().ThenIs(TransactionStatus.Suspended);

    [Fact]
    public void A_crash_after_the_cancel_has_the_open_step_tried_again_first() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().Recovers().ThenDoes("execute b #1 with 1")
            .Succeeds("b", "2").Then("succeeded b #1 = 2", "compensating");

    [Fact]
    public void The_deadline_has_it_go_back()
    {
        var story = new Story(Steps(), deadline: Hour).Succeeds("a", "1").After(Hour - TimeSpan.FromTicks(1)).Then()
            .After(TimeSpan.FromTicks(1)).Then("deadline passed").ThenDoes("cancel b #1")
            .Succeeds("b", "2").Then("succeeded b #1 = 2", "compensating").IsUndone("b").IsUndone("a").ThenIs(TransactionStatus.Compensated);
        Assert.Equal("The deadline, 2026-01-01 01:00:00Z, had passed", FailureReport.Of(story.State)!.Message);
        Assert.Equal(AbortCause.DeadlinePassed, FailureReport.Of(story.State)!.Cause);
    }

    [Fact]
    public void One_that_waits_longer_is_due_at_its_deadline()
    {
        var story = new Story(Steps(retries: 1, delay: 3 * Hour), deadline: 2 * Hour).Fails("a");
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.Zero), story.DueAt);
        story.After(2 * Hour).Then("deadline passed", "given up a #2", "compensating", "compensated");
    }

    [Fact]
    public void One_that_waits_less_long_is_due_at_its_retry() => Assert.Equal(
        new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero),
        new Story(Steps(retries: 1, delay: Hour), deadline: 2 * Hour).Fails("a").DueAt);

    [Fact]
    public void A_deadline_that_passed_while_no_incarnation_lived_counts_when_one_takes_over() =>
        new Story(Steps(retries: 1, delay: 3 * Hour), deadline: Hour).Fails("a").Passes(2 * Hour)
            .Recovers().Then("epoch 2", "deadline passed", "given up a #2", "compensating", "compensated");

    [Fact]
    public void No_deadline_counts_while_an_operator_is_needed_nor_on_the_way_back()
    {
        new Story(Steps(), deadline: Hour).Fails("a", Verdict.Escalate).After(2 * Hour).Then().ThenIs(TransactionStatus.Suspended);
        new Story(Steps(), deadline: Hour).Succeeds("a", "1").Fails("b").After(2 * Hour).Then().ThenIs(TransactionStatus.Compensating);
    }

    [Theory]
    [InlineData(OperatorAction.RetryNow)]
    [InlineData(OperatorAction.SkipStep)]
    [InlineData(OperatorAction.AssumeSucceeded)]
    public void One_that_passed_while_an_operator_was_needed_does_not_undo_what_the_operator_decides(OperatorAction action)
    {
        var story = new Story(Steps(), deadline: Hour).Succeeds("a", "1").Fails("b", Verdict.Escalate).After(2 * Hour)
            .Operator(action, "b", action == OperatorAction.AssumeSucceeded ? "2" : null).ThenIs(TransactionStatus.Running);
        Assert.Null(story.State.Deadline);
        story.After(Hour).Then().ThenIs(TransactionStatus.Running);
        story.Recovers().Then("epoch 2");
    }

    [Fact]
    public void One_that_has_not_passed_when_the_operator_helps_counts_again() =>
        new Story(Steps(), deadline: 2 * Hour).Succeeds("a", "1").Fails("b", Verdict.Escalate).After(Hour)
            .Operator(OperatorAction.RetryNow).After(2 * Hour).Then("deadline passed").ThenDoes("cancel b #2");

    internal static TransactionDefinition Steps(int retries = 0, TimeSpan delay = default)
    {
        var policy = new RetryPolicy { MaxRetries = retries, InitialDelay = delay, MaxDelay = delay + TimeSpan.FromHours(1), BackoffFactor = 1, Jitter = 0 };
        return Transaction.Define<int>("t")
            .Step("a", (int x) => x, s => s.Retry(policy).RetryCompensation(RetryPolicy.None)).Undo((int _) => { })
            .Step("b", (int x) => x, s => s.Retry(policy).RetryCompensation(RetryPolicy.None)).Undo((int _) => { })
            .Step("c", (int x) => x, s => s.Retry(policy).RetryCompensation(RetryPolicy.None)).Undo((int _) => { })
            .Build();
    }

    internal static TransactionDefinition Block() => Transaction.Define<int>("t")
        .Concurrent("both", block => block
            .Branch(b => b.Step("a", (int x) => x, s => s.RetryCompensation(RetryPolicy.None)).Undo((int _) => { }))
            .Branch(b => b.Step("b", (int x) => x, s => s.RetryCompensation(RetryPolicy.None)).Undo((int _) => { }))
            .Join((x, _, _) => x)).Build();
}
