using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>A transaction that is undone after it has completed.</summary>
public sealed class UndoTests
{
    [Fact]
    public void Everything_is_undone_in_reverse_by_a_new_epoch_and_it_ends_a_second_time()
    {
        var story = Completed().IsToBeUndone().Then("undo requested: a mistake", "epoch 2", "compensating").ThenDoes("undo c #1 with 3")
            .ThenIs(TransactionStatus.Compensating).IsUndone("c").ThenDoes("undo b #1 with 2").IsUndone("b").ThenDoes("undo a #1 with 1")
            .IsUndone("a").Then("undone a #1", "compensated");
        Assert.Equal("Undone after it had completed: a mistake", FailureReport.Of(story.State)!.Message);
        Assert.Equal(AbortCause.Undone, FailureReport.Of(story.State)!.Cause);
        Assert.Null(Views.Of(story.State).Result);
    }

    [Fact]
    public void Asked_again_it_is_accepted_and_writes_nothing()
    {
        var story = Completed().IsToBeUndone().IsToBeUndone("again").Then();
        Assert.Equal(TransactionStatus.Compensating, Assert.IsType<Reply.Done>(Assert.Single(story.Replies)).Status);
    }

    [Fact]
    public void What_has_not_completed_is_not_undone()
    {
        new Story(CancelTests.Steps()).IsToBeUndone().ThenIsRefused(RejectionReason.NotAllowed, "has not completed. To have it go back, cancel it");
        var story = new Story(CancelTests.Steps()).Fails("a").ThenIs(TransactionStatus.Compensated).IsToBeUndone().Then();
        Assert.IsType<Reply.Outcome>(Assert.Single(story.Replies));
    }

    [Fact]
    public void What_is_past_its_pivot_is_not_undone() =>
        new Story(Transaction.Define<int>("t").Step("a", x => x, step => step.Pivot()).Build()).Succeeds("a").ThenIs(TransactionStatus.Completed)
            .IsToBeUndone().ThenIsRefused(RejectionReason.NotAllowed, "passed its pivot, 'a'");

    [Fact]
    public void A_block_is_undone_as_a_block()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent(
            "both", [b => b.Step("x", x => x).Undo(_ => { }), b => b.Step("y", x => x).Undo(_ => { })], (int _, IReadOnlyList<int> all) => all.Sum())
            .Build());
        story.Succeeds("both/0/x", "1").Succeeds("both/1/y", "2").Succeeds("both/join", "3").ThenIs(TransactionStatus.Completed)
            .IsToBeUndone().ThenDoes("undo both/0/x #1 with 1", "undo both/1/y #1 with 2")
            .IsUndone("both/1/y").IsUndone("both/0/x").ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void With_nothing_to_undo_it_ends_at_once() =>
        new Story(Transaction.Define<int>("t").Step("a", x => x).Build()).Succeeds("a").IsToBeUndone()
            .Then("undo requested: a mistake", "epoch 2", "compensating", "compensated");

    [Fact]
    public void An_undo_that_fails_for_good_suspends_it_and_a_crash_goes_on() =>
        Completed().IsToBeUndone().UndoFails("c").Then("undo failed c #1", "suspended").Operator(OperatorAction.RetryNow).ThenDoes("undo c #2 with 3")
            .Recovers().ThenDoes("undo c #2 with 3").IsUndone("c", 2).ThenDoes("undo b #1 with 2");

    [Fact]
    public void I3_nothing_else_follows_an_end()
    {
        var state = Completed().State;
        Assert.Throws<IllegalTransitionException>(() => Evolve.Apply(state, new Event.CancelRequested(state.Log.UpdatedAt, "late")));
        var compensated = new Story(CancelTests.Steps()).Fails("a").State;
        Assert.Throws<IllegalTransitionException>(() => Evolve.Apply(compensated, new Event.UndoRequested(compensated.Log.UpdatedAt, "again")));
    }

    private static Story Completed() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").Succeeds("c", "3").ThenIs(TransactionStatus.Completed);
}
