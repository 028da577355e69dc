using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>A log that has as many events as it may: what fails is not tried again by itself.</summary>
public sealed class LogLimitTests
{
    private static readonly TransactionDefinition<int, int> Definition = Transaction.Define<int>("t")
        .Step("a", (int x) => x, step => step.Retry(1000).RetryCompensation(RetryPolicy.Immediate(1000))).Undo(_ => { })
        .Step("b", (int x) => x, step => step.Retry(1000)).Build();

    [Fact]
    public void A_step_waits_for_an_operator_instead_of_its_next_retry()
    {
        var story = new Story(Definition, maxEvents: 3)
            .Fails("a").Then("attempt failed a #1, again in 0s")
            .Fails("a", attempt: 2).Then("attempt failed a #2, again in 0s")
            .Fails("a", attempt: 3).Then("escalated a #3", "suspended").ThenIs(TransactionStatus.Suspended);

        Assert.Contains("the log has 3 events, and tale.max-events-per-transaction is 3", story.State.Log.SuspendedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_has_it_tried_once_more_or_go_back()
    {
        new Story(Definition, maxEvents: 1)
            .Fails("a").Then("escalated a #1", "suspended")
            .Operator(OperatorAction.RetryNow).ThenDoes("execute a #2 with 0")
            .Fails("a", attempt: 2).Then("escalated a #2", "suspended")
            .Operator(OperatorAction.RetryNow)
            .Succeeds("a", "1", attempt: 3).ThenDoes("execute b #1 with 1")
            .Fails("b").Then("escalated b #1", "suspended")
            .Operator(OperatorAction.Compensate).ThenDoes("undo a #1 with 1");
    }

    [Fact]
    public void What_does_not_fail_ends_whatever_the_length_of_the_log() =>
        new Story(Definition, maxEvents: 1).Succeeds("a", "1").Succeeds("b", "2").Then("succeeded b #1 = 2", "completed");

    [Fact]
    public void A_step_without_retries_left_fails_as_it_always_does() =>
        new Story(Definition, maxEvents: 1).Succeeds("a", "1").Fails("b", Verdict.GiveUp).Then("failed b #1", "compensating");

    [Fact]
    public void An_undo_waits_for_an_operator_too()
    {
        var story = new Story(Definition, maxEvents: 4).Succeeds("a", "1").Fails("b", Verdict.GiveUp)
            .UndoFails("a").Then("undo failed a #1", "suspended");

        Assert.Contains("tale.max-events-per-transaction", story.State.Log.SuspendedReason, StringComparison.Ordinal);
        story.Operator(OperatorAction.RetryNow).ThenDoes("undo a #2 with 1").IsUndone("a", attempt: 2).ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void The_limit_is_no_part_of_the_log()
    {
        var story = new Story(Definition, maxEvents: 1).Fails("a");
        var plan = Plan.Of(Definition);
        var started = new Event.TransactionStarted(story.State.Log.Started.At, "t-1", "t", 1, Definition.Hash, Story.Value("0"), []);
        var read = Evolve.Apply(Evolve.Start(plan, started), new Event.StepEscalated(started.At, "a", 1, story.State.Steps[0].Failures[0]));

        Assert.Equal(story.State.Steps[0].Phase, read.Steps[0].Phase);
    }
}
