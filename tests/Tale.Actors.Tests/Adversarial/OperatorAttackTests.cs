using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Operators, and those who have the completed undone, who meet something else.</summary>
public sealed class OperatorAttackTests
{
    [Fact]
    public void What_is_about_the_whole_transaction_is_not_taken_for_less()
    {
        var story = BothStuck();
        story.Operator(OperatorAction.GiveUp, "both/0/a")
            .ThenIsRefused(RejectionReason.InvalidCommand, "To leave one undo undone use SkipStep");
        story.Operator(OperatorAction.Compensate, "both/0/a").ThenIsRefused(RejectionReason.InvalidCommand, "name no step");
        story.Operator(OperatorAction.SkipStep, "both/0/a").ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.AssumeSucceeded, "both/1/b").ThenIs(TransactionStatus.Failed);
    }

    [Fact]
    public void Past_the_pivot_an_operator_is_told_what_can_be_done_instead() =>
        new Story(Transaction.Define<int>("t")
            .Step("a", (int x) => x, step => step.Pivot()).Step("b", (int x) => x, step => step.Retry(1)).Build())
            .Succeeds("a").Fails("b", Verdict.GiveUp).Operator(OperatorAction.AssumeFailed, "b")
            .ThenIsRefused(RejectionReason.NotAllowed, "use RetryNow, SkipStep or AssumeSucceeded");

    [Fact]
    public void F09_a_late_answer_says_nothing_of_a_step_that_an_operator_has_decided()
    {
        var story = Sequence().Succeeds("a", "1").Fails("b", Verdict.Escalate).Operator(OperatorAction.AssumeSucceeded, "b", "7")
            .ThenDoes("execute c #1 with 7");
        story.Succeeds("b", "9").Then().Fails("b").Then().Succeeds("b", "9", attempt: 2).Then();
        story.Fails("c").ThenDoes("undo b #1 with 7").IsUndone("b").ThenDoes("undo a #1 with 1");
    }

    [Fact]
    public void F38_a_step_that_is_skipped_in_a_fail_fast_block_is_not_undone_when_its_sibling_then_fails()
    {
        var story = Block(BranchFailurePolicy.FailFast).Fails("both/0/a", Verdict.Escalate).Operator(OperatorAction.SkipStep, "both/0/a")
            .ThenIs(TransactionStatus.Running);
        story.Fails("both/1/b").Then("failed both/1/b #1", "compensating", "compensated");
    }

    [Fact]
    public void I6_undos_that_are_given_up_leave_the_one_that_runs_and_what_was_before_waits_for_it()
    {
        var story = Block(BranchFailurePolicy.Wait, before: true).Succeeds("first", "1").Succeeds("both/0/a", "2").Succeeds("both/1/b", "3")
            .Succeeds("both/join", "5").Fails("last").ThenDoes("undo both/0/a #1 with 2", "undo both/1/b #1 with 3");
        story.UndoFails("both/0/a", Verdict.GiveUp).Operator(OperatorAction.GiveUp).ThenDoes();
        story.IsUndone("both/1/b").ThenDoes("undo first #1 with 1").IsUndone("first").ThenIs(TransactionStatus.Failed);
    }

    [Fact]
    public void F07_an_undo_that_is_asked_for_twice_in_one_write_is_one()
    {
        var story = Completed();
        story.When(new Command.Undo("one", "node-2"), new Command.Undo("two", "node-2"), new Command.Cancel("three"))
            .Then("undo requested: one", "epoch 2", "compensating").ThenDoes("undo c #1 with 3");
        Assert.All(story.Replies, reply => Assert.IsType<Reply.Done>(reply));
    }

    [Fact]
    public void An_undo_in_the_write_of_the_end_issues_the_undos_alone()
    {
        var story = Sequence().Succeeds("a", "1").Succeeds("b", "2");
        story.When(new Command.Executed(story.Index("c"), 1, 1, Story.Value("3")), new Command.Undo("returned", "node-1"))
            .Then("succeeded c #1 = 3", "completed", "undo requested: returned", "epoch 2", "compensating").ThenDoes("undo c #1 with 3");
    }

    [Fact]
    public void F05_an_undo_after_the_end_goes_on_after_a_crash_and_ends_once()
    {
        var story = Completed().IsToBeUndone().IsUndone("c").Recovers().ThenDoes("undo b #1 with 2").IsUndone("b").Leaves("-a").Recovers()
            .ThenDoes("undo a #1 with 1").IsUndone("a").ThenIs(TransactionStatus.Compensated);
        story.IsUndone("a").Then().IsToBeUndone("again").Then();
        Assert.IsType<Reply.Outcome>(Assert.Single(story.Replies));
    }

    [Fact]
    public void An_undo_after_the_end_leaves_what_was_skipped_and_undoes_what_was_said_to_have_been_done() =>
        Sequence().Fails("a", Verdict.Escalate).Operator(OperatorAction.SkipStep, "a").Fails("b", Verdict.Escalate)
            .Operator(OperatorAction.AssumeSucceeded, "b", "7").Succeeds("c", "3").ThenIs(TransactionStatus.Completed)
            .IsToBeUndone().ThenDoes("undo c #1 with 3").IsUndone("c").ThenDoes("undo b #1 with 7").IsUndone("b")
            .ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void A_stuck_undo_after_the_end_is_an_operator_s_like_any_other() =>
        Completed().IsToBeUndone().UndoFails("c", Verdict.GiveUp).ThenIs(TransactionStatus.Suspended)
            .IsToBeUndone("again").Then().Operator(OperatorAction.RetryNow).ThenDoes("undo c #2 with 3").IsUndone("c", 2)
            .IsUndone("b").IsUndone("a").ThenIs(TransactionStatus.Compensated);

    private static Story BothStuck() => Block(BranchFailurePolicy.Wait)
        .Succeeds("both/0/a", "1").Succeeds("both/1/b", "2").Succeeds("both/join", "3").Fails("last")
        .UndoFails("both/0/a", Verdict.GiveUp).UndoFails("both/1/b", Verdict.GiveUp).ThenIs(TransactionStatus.Suspended);

    private static Story Completed() =>
        Sequence().Succeeds("a", "1").Succeeds("b", "2").Succeeds("c", "3").ThenIs(TransactionStatus.Completed);

    private static Story Sequence() => new(Transaction.Define<int>("t")
        .Step("a", (int x) => x).Undo(_ => { }).Step("b", (int x) => x).Undo(_ => { }).Step("c", (int x) => x).Undo(_ => { }).Build());

    private static Story Block(BranchFailurePolicy policy, bool before = false)
    {
        var begin = Transaction.Define<int>("t");
        var first = before ? begin.Step("first", (int x) => x).Undo(_ => { }) : begin;
        return new(first.Concurrent("both", block => block
            .Branch(b => b.Step("a", (int x) => x).Undo(_ => { })).Branch(b => b.Step("b", (int x) => x).Undo(_ => { }))
            .Join((x, _, _) => x), policy).Step("last", (int x) => x).Build());
    }
}
