using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;
using Tale.Actors.Tests.Core.Properties;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Lists of items in batches, in the hands of operators, of incarnations that leave, and of those who look.</summary>
public sealed class ItemsAttackTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_a_plan_says_an_item_comes_after_is_the_one_that_makes_room_for_it()
    {
        var listed = Preview.Of(Flat(2).Lists("each", "10", "20", "30").State, Now);
        Assert.Equal(
            [("each/0/a", null), ("each/1/a", null), ("each/2/a", "each/0"), ("each/join", "each"), ("z", "each")],
            listed.Ahead.Select(step => (step.Step, step.After)));
        var story = Flat(1).Lists(1, "each", "10", "20", "30")
            .Succeeds("each/0/a", "1").Succeeds("each/1/a", "1").Succeeds("each/2/a", "1");
        Assert.Equal(
            [("each/2/a", null), ("each/1/a", "each/2"), ("each/0/a", "each/1")],
            Preview.Of(story.State, Now).Undos.Select(undo => (undo.Step, undo.After)));
    }

    [Fact]
    public void I12_lists_and_answers_in_one_write_are_the_state_that_their_events_fold_to()
    {
        var story = Nested().Lists("outer", "10", "20");
        var (plan, before) = (story.State.Plan, story.State);
        var write = new WriteBatch<int>(before);
        write.Add(List(before, "outer/1/inner", 2), 0, Now);
        write.Add(new Command.Cancel("both"), 0, Now);
        write.Add(List(before, "outer/0/inner", 3), 0, Now);

        Assert.Equal(plan.Steps.Count + 2, write.State!.Steps.Count);
        Assert.Equal(
            [nameof(Event.ItemsListed), nameof(Event.CancelRequested), nameof(Event.StepFailed), nameof(Event.StepFailed),
                nameof(Event.ItemsListed), nameof(Event.CompensationStarted), nameof(Event.TransactionCompensated)],
            write.Events.Select(e => e.GetType().Name));
        Assert.Empty(write.Effects());
        Assert.All(write.State.Plan.Steps.Where(step => step.Path.EndsWith("/a", StringComparison.Ordinal)),
            step => Assert.Equal(StepPhase.Pending, write.State[step].Phase));
        var folded = write.Events.Aggregate(before, Evolve.Apply);
        Assert.Equal(Dump.Of(write.State), Dump.Of(folded));
    }

    [Fact]
    public void An_incarnation_that_leaves_names_the_steps_of_items_that_it_had_not_begun()
    {
        var story = Flat(2).Lists("each", "10", "20", "30").Leaves("each/1/a").Then("left each/1/a #1").Recovers()
            .Then("epoch 2", "issued each/1/a #1").ThenDoes("execute each/0/a #1 with 10", "execute each/1/a #1 with 20");
        Assert.True(story.State[story.State.Plan.Step("each/0/a")].WasInterrupted);
        Assert.False(story.State[story.State.Plan.Step("each/1/a")].WasInterrupted);
    }

    [Fact]
    public void F21_an_answer_of_an_item_that_could_not_be_stored_is_the_items()
    {
        var rejected = new RejectedAnswer(
            new AttemptRef("each/1/a", Direction.Execute, 1), new AttemptError("Error", "too large", Verdict.Unknown, 0));
        Flat(2).Lists("each", "10", "20").Recovers(5, rejected)
            .Then("unknown each/1/a #1", "epoch 2").ThenDoes("execute each/0/a #1 with 10");
        // One of a list that was in the same write, and of which nothing is stored, is nobody's.
        Flat(2).Recovers(5, rejected).Then("epoch 2").ThenDoes("execute each/items #1 with 0");
    }

    [Fact]
    public void A_completed_one_is_undone_with_as_many_items_at_a_time_as_it_had()
    {
        var story = Flat(1).Lists(1, "each", "10", "20")
            .Succeeds("each/0/a", "1").Succeeds("each/1/a", "2").Succeeds("each/join", "3").Succeeds("z");
        story.ThenIs(TransactionStatus.Completed).IsToBeUndone().ThenDoes("undo each/1/a #1 with 2").Recovers()
            .ThenDoes("undo each/1/a #1 with 2").IsUndone("each/1/a").ThenDoes("undo each/0/a #1 with 1").IsUndone("each/0/a")
            .ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void Operators_name_one_item_and_not_all_of_them()
    {
        Flat(2).Lists("each", "10", "20").Fails("each/1/a", Verdict.Escalate).Operator(OperatorAction.AssumeFailed, "each/*/a")
            .ThenIsRefused(RejectionReason.NotAllowed, "There is no step 'each/*/a' in t v1");
        Flat(2).Lists("each", "10", "20").Fails("each/1/a", Verdict.Escalate).Operator(OperatorAction.SkipStep, "each/1/a")
            .Succeeds("each/0/a", "1").ThenDoes("execute each/join #1 with 0+1+20");
        Flat(2).Lists("each", "10", "20").Fails("each/1/a", Verdict.Escalate).Operator(OperatorAction.AssumeFailed, "each/2/a")
            .ThenIsRefused(RejectionReason.NotAllowed, "There is no step 'each/2/a' in t v1");
    }

    [Fact]
    public void An_undo_that_is_stuck_holds_back_the_items_before_it_where_they_go_one_by_one()
    {
        var story = Flat(1).Lists(1, "each", "10", "20")
            .Succeeds("each/0/a", "1").Succeeds("each/1/a", "2").Succeeds("each/join", "3").Fails("z");
        story.UndoFails("each/1/a", Verdict.Escalate).ThenDoes()
            .Operator(OperatorAction.SkipStep, "each/1/a").ThenDoes("undo each/0/a #1 with 1")
            .IsUndone("each/0/a").ThenIs(TransactionStatus.Failed);
    }

    [Fact]
    public void Signals_before_and_after_items_are_not_touched_by_them()
    {
        var story = new Story(Transaction.Define<int>("t").WaitFor("go").ForEach("each", (int _) => new[] { 1 }, each => each
            .Delay("pause", TimeSpan.FromHours(1)).Step("a", (int x) => x), (x, _) => x, maxConcurrent: 1)
            .Sequence("later", later => later.WaitFor("go")).Build());
        story.Signal("go", null).Then("signal go to go").Succeeds("go").ThenDoes("execute each/items #1 with 0");
        story.Lists(1, "each", "10", "20").Signal("go", null).Then("signal go kept");
        story.After(TimeSpan.FromHours(1)).ThenDoes("execute each/0/a #1 with 10").Succeeds("each/0/a")
            .Then("succeeded each/0/a #1", "each/1/pause waits until 01:00:00");
        story.After(TimeSpan.FromHours(1)).Succeeds("each/1/a").Succeeds("each/join")
            .Then("succeeded each/join #1", "later/go waits and has signal-2").Succeeds("later/go").ThenIs(TransactionStatus.Completed);
    }

    private static Story Flat(int maxConcurrent) => new(Transaction.Define<int>("t")
        .ForEach("each", (int _) => new[] { 1 }, each => each.Step("a", (int x) => x).Undo((int _) => { }), maxConcurrent)
        .Step("z", (int x) => x).Build());

    private static Story Nested() => new(Transaction.Define<int>("t").ForEach("outer", (int _) => new[] { 1 }, outer => outer
        .ForEach("inner", (int _) => new[] { 1 }, inner => inner.Step("a", (int x) => x).Undo((int _) => { }))).Build());

    private static Command.Listed List(TransactionState state, string block, int items) => new(
        state.Plan.Step($"{block}/items").Index, state.Epoch, 1, [.. Enumerable.Range(0, items).Select(i => Story.Value($"{i}"))], 2);
}
