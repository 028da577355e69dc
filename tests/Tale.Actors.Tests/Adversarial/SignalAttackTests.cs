using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Signals, and the ends of waits, that meet something else.</summary>
public sealed class SignalAttackTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void F12_a_signal_while_a_pivot_runs_that_was_to_be_cancelled_is_kept_for_the_wait_behind_it() =>
        BehindThePivot().IsCancelled().Signal("go", null).Then("signal go kept")
            .Succeeds("pivot").Then("succeeded pivot #1, past the pivot", "go waits and has signal-1").ThenDoes("execute go #1 with 1")
            .Succeeds("go").ThenIs(TransactionStatus.Completed);

    [Fact]
    public void F12_when_that_pivot_fails_nobody_waits_for_the_signal_any_more() =>
        BehindThePivot().IsCancelled().Signal("go", null)
            .Fails("pivot").Then("failed pivot #1", "compensating").ThenDoes("undo a #1 with 1")
            .Signal("go", null, "another").ThenIsRefused(RejectionReason.NotAllowed, "goes back").IsUndone("a")
            .ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void F12_a_signal_is_kept_while_an_operator_is_asked_what_became_of_that_pivot() =>
        BehindThePivot().IsCancelled().Fails("pivot", Verdict.Unknown).ThenIs(TransactionStatus.Suspended).Signal("go", null)
            .Operator(OperatorAction.AssumeSucceeded, "pivot", "2").ThenDoes("execute go #1 with 2");

    [Fact]
    public void F56_a_signal_and_a_cancel_in_one_write_begin_nothing()
    {
        var story = Waiting();
        story.When(Signal("approval"), new Command.Cancel("enough"))
            .Then("signal approval to approval", "cancelled: enough", "given up approval #1", "compensating")
            .ThenDoes("undo a #1 with 1").IsUndone("a").ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void F12_a_cancel_before_the_signal_in_one_write_wins()
    {
        var story = Waiting();
        story.When(new Command.Cancel("enough"), Signal("approval"));
        Assert.IsType<Reply.Rejected>(story.Replies[1]);
        story.ThenDoes("undo a #1 with 1");
    }

    [Fact]
    public void F12_of_a_signal_and_the_end_of_its_time_in_one_write_the_first_wins()
    {
        Waiting().Passes(Day).When(Signal("approval"), new Command.Tick()).ThenDoes("execute approval #1 with 1+5");
        var late = Waiting().Passes(Day).When(new Command.Tick(), Signal("approval")).ThenDoes("undo a #1 with 1");
        Assert.IsType<Reply.Rejected>(Assert.Single(late.Replies));
    }

    [Fact]
    public void A_signal_and_the_taking_over_in_one_write_begin_the_attempt_once()
    {
        var story = Waiting();
        story.When(new Command.Recover("node-2", 5, [], IsAsked: true), Signal("approval")).ThenDoes("execute approval #1 with 1+5");
        Assert.False(story.State.Steps[1].WasInterrupted);
    }

    [Fact]
    public void Waits_whose_time_is_over_together_end_each_in_its_own_way()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent(
            "all",
            [
                b => b.WaitFor("x", Day, WaitTimeoutPolicy.Suspend), b => b.WaitFor("y", Day),
                b => b.WaitFor("z", Day, WaitTimeoutPolicy.Continue).Step("last", (int x) => x).Undo(_ => { }),
            ],
            (int _, IReadOnlyList<int> all) => all.Sum()).Build());
        story.After(Day).ThenDoes().ThenIs(TransactionStatus.Suspended).Operator(OperatorAction.AssumeFailed, "all/0/x")
            .ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void F63_a_wait_s_row_is_due_when_its_log_is_in_every_turn_of_its_life()
    {
        var story = new Story(Transaction.Define<int>("t", 1, options => options.Deadline(3 * Day))
            .WaitFor("x", 2 * Day, WaitTimeoutPolicy.Suspend).Step("a", (int x) => x).Undo(_ => { }).Build());
        Assert.Equal(Start + 2 * Day, story.State.Log.DueAt);
        story.After(2 * Day);
        Assert.Null(story.State.Log.DueAt);
        story.Operator(OperatorAction.RetryNow);
        Assert.Equal(Start + 3 * Day, story.State.Log.DueAt);
        story.Signal("x", null);
        Assert.Equal(Due.AtOnce, story.State.Log.DueAt);
    }

    private static Story BehindThePivot() => new Story(Transaction.Define<int>("t")
        .Step("a", (int x) => x).Undo(_ => { })
        .Step("pivot", (int x) => x, step => step.Pivot())
        .WaitFor("go")
        .Build()).Succeeds("a", "1");

    private static Story Waiting() => new Story(Transaction.Define<int>("t")
        .Step("a", (int x) => x).Undo((int _) => { })
        .WaitFor<int, int>("approval", (x, more) => x + more, Day)
        .Build()).Succeeds("a", "1");

    private static Command.Signal Signal(string name) => new(new SignalRequest(name, "s-1", Story.Value("5")));
}
