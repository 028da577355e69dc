using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>Steps that wait for a signal or for a time. The steps are a, approval (which adds its payload), z.</summary>
public sealed class WaitTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_wait_issues_nothing_says_until_when_and_is_due_then()
    {
        var story = Waiting().Then("succeeded a #1 = 1", "approval waits until 1.00:00:00").ThenDoes();
        Assert.Equal(Start + Day, story.DueAt);
        Assert.True(story.State.MayPassivate(Start));
        Assert.Equal(StepStatus.Waiting, Views.StatusOf(story.State.Steps[1]));
    }

    [Fact]
    public void A_wait_without_an_end_is_never_due()
    {
        var story = new Story(Steps(timeout: null)).Succeeds("a", "1").Then("succeeded a #1 = 1", "approval waits");
        Assert.Equal(Due.Never, story.DueAt);
        Assert.Null(story.State.DueAt(Start));
    }

    [Fact]
    public void A_signal_is_applied_by_an_attempt_and_the_transaction_goes_on() =>
        Waiting().Signal("approval", "5").Then("signal approval to approval").ThenDoes("execute approval #1 with 1+5")
            .Succeeds("approval", "6").ThenDoes("execute z #1 with 6").Succeeds("z").ThenIs(TransactionStatus.Completed);

    [Fact]
    public void F12_a_signal_that_comes_after_its_time_and_before_anybody_looked_counts() =>
        Waiting().Passes(2 * Day).Signal("approval", "5").ThenDoes("execute approval #1 with 1+5");

    [Fact]
    public void One_that_comes_early_is_kept_for_its_wait() =>
        new Story(Steps()).Signal("approval", "5").Then("signal approval kept").ThenDoes()
            .Succeeds("a", "1").Then("succeeded a #1 = 1", "approval waits until 1.00:00:00 and has signal-1")
            .ThenDoes("execute approval #1 with 1+5").Succeeds("approval", "6").Succeeds("z").ThenIs(TransactionStatus.Completed);

    [Fact]
    public void The_same_signal_again_changes_nothing_and_another_under_its_id_is_refused()
    {
        var story = Waiting().Signal("approval", "5", "s-1").Signal("approval", "5", "s-1").Then();
        Assert.IsType<Reply.Done>(Assert.Single(story.Replies));
        story.Signal("approval", "6", "s-1").ThenIsRefused(RejectionReason.Conflict, "belongs to another signal, 'approval'");
    }

    [Fact]
    public void A_second_signal_finds_no_wait_left() =>
        Waiting().Signal("approval", "5", "s-1").Signal("approval", "5", "s-2")
            .ThenIsRefused(RejectionReason.NotAllowed, "has come already, with the id 's-1'");

    [Fact]
    public void A_signal_that_nobody_waits_for_is_refused_with_those_that_are_waited_for() =>
        Waiting().Signal("aproval", "5").ThenIsRefused(RejectionReason.NotAllowed, "It waits for: approval.");

    [Fact]
    public void On_the_way_back_signals_are_refused() =>
        new Story(Steps()).Succeeds("a", "1").IsCancelled().Signal("approval", "5").ThenIsRefused(RejectionReason.NotAllowed, "goes back");

    [Fact]
    public void After_the_end_a_signal_is_refused_but_for_one_that_was_taken_before()
    {
        var story = Waiting().Signal("approval", "5", "s-1").Fails("approval").IsUndone("a").ThenIs(TransactionStatus.Compensated);
        story.Signal("approval", "5", "s-2").ThenIsRefused(RejectionReason.NotAllowed, "has ended: it is Compensated");
        story.Signal("approval", "6", "s-1").ThenIsRefused(RejectionReason.Conflict, "belongs to another signal");
        Assert.IsType<Reply.Outcome>(Assert.Single(story.Signal("approval", "5", "s-1").Then().Replies));
    }

    [Fact]
    public void A_wait_that_lasts_too_long_fails_and_what_went_before_is_undone() =>
        Waiting().After(Day).Then("failed approval #1", "compensating").ThenDoes("undo a #1 with 1").IsUndone("a")
            .ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void One_that_goes_on_without_its_signal_keeps_the_state_and_refuses_a_late_one() =>
        Waiting(WaitTimeoutPolicy.Continue).After(Day).Then("succeeded approval #1").ThenDoes("execute z #1 with 1")
            .Signal("approval", "5").ThenIsRefused(RejectionReason.NotAllowed, "not waited for any more");

    [Fact]
    public void One_that_is_suspended_can_still_be_given_its_signal() =>
        Waiting(WaitTimeoutPolicy.Suspend).After(Day).Then("escalated approval #1", "suspended")
            .Signal("approval", "5").Then("signal approval to approval", "resumed Running").ThenDoes("execute approval #2 with 1+5")
            .Succeeds("approval", "6", 2).ThenDoes("execute z #1 with 6");

    [Fact]
    public void An_operator_has_a_suspended_one_wait_again_or_says_what_it_led_to()
    {
        Story Suspended() => Waiting(WaitTimeoutPolicy.Suspend).After(Day).ThenIs(TransactionStatus.Suspended);
        Suspended().Operator(OperatorAction.RetryNow).Then("operator: RetryNow", "approval waits until 1.00:00:00", "resumed Running")
            .After(Day).Then("escalated approval #2", "suspended");
        Suspended().Operator(OperatorAction.AssumeSucceeded, "approval", "9").ThenDoes("execute z #1 with 9");
        Suspended().Operator(OperatorAction.SkipStep, "approval").ThenDoes("execute z #1 with 1");
        Suspended().Operator(OperatorAction.AssumeFailed, "approval").ThenDoes("undo a #1 with 1");
    }

    [Fact]
    public void An_operator_ends_a_wait_but_cannot_retry_it()
    {
        Waiting().Operator(OperatorAction.RetryNow, "approval").ThenIsRefused(RejectionReason.NotAllowed, "waits for something from outside");
        Waiting().Operator(OperatorAction.RetryNow).ThenIsRefused(RejectionReason.NotAllowed, "No step needs an operator");
        Waiting().Operator(OperatorAction.SkipStep, "approval").Then("operator: SkipStep approval").ThenDoes("execute z #1 with 1");
        Waiting().Operator(OperatorAction.AssumeFailed, "approval").ThenDoes("undo a #1 with 1");
    }

    [Fact]
    public void F56_a_cancel_gives_a_wait_up_at_once() =>
        Waiting().IsCancelled().Then("cancelled: changed my mind", "given up approval #1", "compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void The_deadline_ends_a_wait_too() =>
        new Story(Steps(), deadline: Day / 2).Succeeds("a", "1").After(Day / 2)
            .Then("deadline passed", "given up approval #1", "compensating");

    [Fact]
    public void A_new_incarnation_finds_the_wait_as_it_was_and_issues_nothing() =>
        Waiting().Recovers().Then("epoch 2").ThenDoes().After(Day).Then("failed approval #1", "compensating");

    [Fact]
    public void A_crash_while_the_payload_is_applied_has_that_done_again() =>
        Waiting().Signal("approval", "5").Recovers().ThenDoes("execute approval #1 with 1+5").Succeeds("approval", "6")
            .ThenDoes("execute z #1 with 6");

    [Fact]
    public void A_payload_that_is_refused_by_the_definition_undoes_what_went_before() =>
        Waiting().Signal("approval", "5").Fails("approval", Verdict.GiveUp).Then("failed approval #1", "compensating")
            .ThenDoes("undo a #1 with 1");

    [Fact]
    public void A_delay_succeeds_when_its_time_has_come()
    {
        var story = new Story(Transaction.Define<int>("t").Step("a", (int x) => x).Undo((int _) => { }).Delay("pause", Day)
            .Step("z", (int x) => x).Build()).Succeeds("a", "1").Then("succeeded a #1 = 1", "pause waits until 1.00:00:00").ThenDoes();
        story.After(Day - TimeSpan.FromTicks(1)).Then().After(TimeSpan.FromTicks(1)).Then("succeeded pause #1").ThenDoes("execute z #1 with 1");
    }

    [Fact]
    public void A_transaction_may_begin_with_a_wait()
    {
        var plan = Plan.Of(Transaction.Define<int>("t").WaitFor("go", Day).Step("z", (int x) => x).Build());
        var request = new StartRequest("t-1", "t", null, Story.Value("1"), [], "node-1") { Plan = plan };
        var decision = Decide.On(null, new Command.Start(request), Start);
        Assert.IsType<Reply.Accepted>(decision.Reply);
        Assert.Collection(
            decision.Events, e => Assert.IsType<Event.TransactionStarted>(e), e => Assert.Equal(Start + Day, Assert.IsType<Event.WaitStarted>(e).DueAt));
        Assert.Equal(decision.State!.DueAt(Start), decision.State.Log.DueAt);
    }

    [Fact]
    public void Waits_of_one_name_in_two_branches_take_one_signal_each()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent(
            "both", [b => b.WaitFor("go"), b => b.WaitFor("go")], (int _, IReadOnlyList<int> all) => all.Sum()).Build());
        story.Signal("go", null, "s-1").ThenDoes("execute both/0/go #1 with 0").Signal("go", null, "s-2").ThenDoes("execute both/1/go #1 with 0")
            .Signal("go", null, "s-3").ThenIsRefused(RejectionReason.NotAllowed, "has come already");
    }

    [Fact]
    public void A_wait_that_fails_gives_up_the_one_beside_it()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent(
            "both", [b => b.WaitFor("go", Day), b => b.Delay("pause", 2 * Day)], (int _, IReadOnlyList<int> all) => all.Sum()).Build());
        story.After(Day).Then("failed both/0/go #1", "given up both/1/pause #1", "compensating", "compensated");
    }

    [Fact]
    public void On_the_way_back_a_suspended_wait_is_not_begun_again()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent(
            "both", [b => b.WaitFor("go", Day, WaitTimeoutPolicy.Suspend), b => b.Step("x", (int x) => x).Undo((int _) => { })],
            (int _, IReadOnlyList<int> all) => all.Sum()).Build());
        story.After(Day).Then("escalated both/0/go #1", "suspended").Fails("both/1/x").Then("failed both/1/x #1");
        story.Operator(OperatorAction.RetryNow).ThenIsRefused(RejectionReason.NotAllowed, "No step needs an operator");
        story.Operator(OperatorAction.RetryNow, "both/0/go").ThenIsRefused(RejectionReason.NotAllowed, "waits for nothing any more");
        story.Operator(OperatorAction.AssumeFailed, "both/0/go").ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void On_the_way_back_a_cancel_gives_up_a_suspended_wait() => new Story(Transaction.Define<int>("t").Concurrent(
            "both", [b => b.WaitFor("go", Day, WaitTimeoutPolicy.Suspend), b => b.Step("x", (int x) => x).Undo((int _) => { })],
            (int _, IReadOnlyList<int> all) => all.Sum()).Build())
        .After(Day).Fails("both/1/x").ThenIs(TransactionStatus.Suspended)
        .IsCancelled().Then("cancelled: changed my mind", "given up both/0/go #1", "resumed Running", "compensating", "compensated")
        .IsCancelled().Then();

    [Fact]
    public void A_signal_that_comes_to_a_suspended_wait_after_the_deadline_overrules_it() =>
        new Story(Steps(WaitTimeoutPolicy.Suspend), deadline: 2 * Day).Succeeds("a", "1").After(Day).ThenIs(TransactionStatus.Suspended)
            .After(2 * Day).Signal("approval", "5").After(TimeSpan.FromSeconds(1)).Succeeds("approval", "6", 2).ThenDoes("execute z #1 with 6");

    [Fact]
    public void Past_the_pivot_a_wait_that_lasts_too_long_waits_for_an_operator()
    {
        var story = new Story(Transaction.Define<int>("t").Step("a", (int x) => x, step => step.Pivot())
            .WaitFor("go", Day, WaitTimeoutPolicy.Suspend).Build()).Succeeds("a", "1");
        story.After(Day).Then("escalated go #1", "suspended");
    }

    private static Story Waiting(WaitTimeoutPolicy onTimeout = WaitTimeoutPolicy.Compensate) =>
        new Story(Steps(onTimeout: onTimeout)).Succeeds("a", "1");

    private static TransactionDefinition Steps(WaitTimeoutPolicy onTimeout = WaitTimeoutPolicy.Compensate) => Steps(Day, onTimeout);

    private static TransactionDefinition Steps(TimeSpan? timeout, WaitTimeoutPolicy onTimeout = WaitTimeoutPolicy.Compensate) =>
        Transaction.Define<int>("t")
            .Step("a", (int x) => x).Undo((int _) => { })
            .WaitFor<int, int>("approval", (x, more) => x + more, timeout, onTimeout)
            .Step("z", (int x) => x)
            .Build();
}
