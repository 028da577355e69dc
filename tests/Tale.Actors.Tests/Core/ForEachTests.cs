using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>The same steps for every item: first, then a and b for each, at most two at a time, then the join, then z.</summary>
public sealed class ForEachTests
{
    [Fact]
    public void The_list_is_asked_for_when_the_block_is_reached_and_every_item_begins_with_its_own_state() =>
        new Story(Each()).ThenDoes("execute first #1 with 0").Succeeds("first", "7").ThenDoes("execute each/items #1 with 7")
            .Lists("each", "10", "20").Then("listed each/items: 10+20")
            .ThenDoes("execute each/0/a #1 with 10", "execute each/1/a #1 with 20");

    [Fact]
    public void As_many_are_under_way_as_were_said_and_the_next_one_begins_when_one_has_ended() =>
        Listed("10", "20", "30", "40").ThenDoes("execute each/0/a #1 with 10", "execute each/1/a #1 with 20")
            .Succeeds("each/1/a", "21").ThenDoes("execute each/1/b #1 with 21")
            .Succeeds("each/1/b", "22").ThenDoes("execute each/2/a #1 with 30")
            .Succeeds("each/0/a", "11").Succeeds("each/0/b", "12").ThenDoes("execute each/3/a #1 with 40");

    [Fact]
    public void The_join_gets_the_state_and_the_outputs_in_the_items_order() =>
        Ended("10", "20", "30").ThenDoes("execute each/join #1 with 7+2+2+2")
            .Succeeds("each/join", "4").ThenDoes("execute z #1 with 4").Succeeds("z").ThenIs(TransactionStatus.Completed);

    [Fact]
    public void Without_items_the_join_gets_the_state_alone() =>
        Listed().Then("listed each/items: ").ThenDoes("execute each/join #1 with 7").Succeeds("each/join", "4").ThenDoes("execute z #1 with 4");

    [Fact]
    public void One_after_the_other_is_undone_one_after_the_other_in_reverse()
    {
        var story = Reached().Lists(1, "each", "10", "20").ThenDoes("execute each/0/a #1 with 10").Succeeds("each/0/a", "1")
            .Succeeds("each/0/b", "2").ThenDoes("execute each/1/a #1 with 20").Succeeds("each/1/a", "3").Succeeds("each/1/b", "4")
            .Succeeds("each/join", "5").Fails("z");
        story.ThenDoes("undo each/1/b #1 with 4").IsUndone("each/1/b").ThenDoes("undo each/1/a #1 with 3")
            .IsUndone("each/1/a").ThenDoes("undo each/0/b #1 with 2").IsUndone("each/0/b").ThenDoes("undo each/0/a #1 with 1")
            .IsUndone("each/0/a").ThenDoes("undo first #1 with 7").IsUndone("first").ThenIs(TransactionStatus.Compensated);
    }

    [Fact]
    public void Undone_at_once_are_no_more_than_were_under_way_at_once_the_last_ones_first() =>
        Ended("10", "20", "30").Succeeds("each/join", "4").Fails("z").ThenDoes("undo each/1/b #1 with 2", "undo each/2/b #1 with 2")
            .IsUndone("each/2/b").ThenDoes("undo each/2/a #1 with 1").IsUndone("each/2/a").ThenDoes("undo each/0/b #1 with 2");

    [Fact]
    public void F38_after_a_failure_no_item_is_begun_and_what_took_effect_is_undone() =>
        Listed("10", "20", "30").Fails("each/0/a").Then("failed each/0/a #1").ThenDoes("unwanted each/1/a #1")
            .Succeeds("each/1/a", "2").Then("succeeded each/1/a #1 = 2", "compensating").ThenDoes("undo each/1/a #1 with 2")
            .IsUndone("each/1/a").ThenDoes("undo first #1 with 7").IsUndone("first").ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void F38_a_failure_in_a_fail_fast_block_cancels_the_other_items() =>
        new Story(Each(BranchFailurePolicy.FailFast)).Succeeds("first", "7").Lists("each", "10", "20").Fails("each/0/a")
            .ThenDoes("cancel each/1/a #1");

    [Fact]
    public void A_list_that_fails_undoes_what_went_before() =>
        Reached().Fails("each/items").Then("failed each/items #1", "compensating").ThenDoes("undo first #1 with 7");

    [Fact]
    public void F12_a_list_that_comes_after_a_cancel_begins_nothing() =>
        Reached().IsCancelled().Lists("each", "10", "20").Then("listed each/items: 10+20", "compensating").ThenDoes("undo first #1 with 7");

    [Fact]
    public void The_same_list_again_is_stale() => Listed("10").Lists("each", "20").Then().ThenDoes();

    [Fact]
    public void A_new_incarnation_asks_for_no_list_again_and_issues_what_was_open() =>
        Listed("10", "20", "30").Recovers().Then("epoch 2").ThenDoes("execute each/0/a #1 with 10", "execute each/1/a #1 with 20");

    [Fact]
    public void Items_within_items_are_numbered_in_each_and_undone_within_each()
    {
        var story = new Story(Transaction.Define<int>("t").ForEach("outer", (int _) => new[] { 1, 2 }, outer => outer
            .ForEach("inner", (int _) => new[] { 1, 2 }, inner => inner.Step("a", (int x) => x).Undo((int _) => { }))).Step("z", (int x) => x).Build());
        story.Lists("outer", "10", "20").ThenDoes("execute outer/0/inner/items #1 with 10", "execute outer/1/inner/items #1 with 20");
        story.Lists("outer/1/inner", "21").ThenDoes("execute outer/1/inner/0/a #1 with 21");
        story.Lists("outer/0/inner", "11", "12").ThenDoes("execute outer/0/inner/0/a #1 with 11", "execute outer/0/inner/1/a #1 with 12");
        story.Succeeds("outer/1/inner/0/a", "5").ThenDoes("execute outer/1/inner/join #1 with 20+5").Succeeds("outer/1/inner/join", "6");
        story.Succeeds("outer/0/inner/0/a", "1").Succeeds("outer/0/inner/1/a", "2").Succeeds("outer/0/inner/join", "3");
        story.ThenDoes("execute outer/join #1 with 0+3+6").Succeeds("outer/join", "9").Fails("z");
        story.ThenDoes("undo outer/1/inner/0/a #1 with 5", "undo outer/0/inner/0/a #1 with 1", "undo outer/0/inner/1/a #1 with 2");
        Assert.Equal(
            ["outer/items", "outer/0/inner/items", "outer/0/inner/0/a", "outer/0/inner/1/a", "outer/0/inner/join",
                "outer/1/inner/items", "outer/1/inner/0/a", "outer/1/inner/join", "outer/join", "z"],
            Views.Of(story.State).Steps.Select(step => step.Path));
    }

    [Fact]
    public void More_steps_than_a_transaction_may_have_are_a_failure_that_says_so()
    {
        var story = new Story(Transaction.Define<int>("t").ForEach("outer", (int _) => new[] { 1 }, outer => outer
            .ForEach("inner", (int _) => new[] { 1 }, inner => inner.Step("a", (int x) => x))).Build());
        story.Lists(1, "outer", [.. Enumerable.Repeat("1", 40_000)]).Then("failed outer/items #1", "compensating", "compensated");
        Assert.Contains("would have 120002 steps; the limit is 100000 (tale.max-steps)", FailureReport.Of(story.State)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_can_go_on_without_items_and_cannot_give_any()
    {
        Reached().Fails("each/items", Verdict.Escalate).Operator(OperatorAction.AssumeSucceeded, "each/items", "1")
            .ThenIsRefused(RejectionReason.NotAllowed, "lists items, which an operator cannot give");
        Reached().Fails("each/items", Verdict.Escalate).Operator(OperatorAction.SkipStep, "each/items")
            .Then("operator: SkipStep each/items", "resumed Running").ThenDoes("execute each/join #1 with 7");
        Reached().Fails("each/items", Verdict.Escalate).Operator(OperatorAction.RetryNow, "each/items")
            .ThenDoes("execute each/items #2 with 7");
    }

    [Fact]
    public void The_plan_says_what_is_done_with_each_item_before_they_are_known_and_with_which_once_they_are()
    {
        var ahead = Preview.Of(Reached().State, default).Ahead;
        Assert.Equal(["each/items", "each/*/a", "each/*/b", "each/join", "z"], ahead.Select(step => step.Step));
        var listed = Preview.Of(Listed("10", "20", "30").Succeeds("each/0/a", "1").State, default);
        Assert.Equal(
            ["each/0/b", "each/1/a", "each/2/a", "each/1/b", "each/2/b", "each/join", "z"], listed.Ahead.Select(step => step.Step));
        Assert.Equal(["each/1/a"], listed.WaitsFor.Where(path => path != "each/0/b"));
        Assert.Equal(["each/0/a", "each/0/b", "each/1/a", "first"], listed.Undos.Select(undo => undo.Step).Order());
    }

    [Fact]
    public void An_item_that_waits_for_a_time_is_due_then()
    {
        var story = new Story(Transaction.Define<int>("t").ForEach("each", (int _) => new[] { 1 }, each => each
            .Delay("pause", TimeSpan.FromDays(1)).Step("a", (int x) => x)).Build());
        story.Lists("each", "10", "20").Then("listed each/items: 10+20", "each/0/pause waits until 1.00:00:00", "each/1/pause waits until 1.00:00:00")
            .After(TimeSpan.FromDays(1)).ThenDoes("execute each/0/a #1 with 10", "execute each/1/a #1 with 20");
    }

    private static Story Ended(params string[] items)
    {
        var story = Listed(items);
        for (var i = 0; i < items.Length; i++)
            story.Succeeds($"each/{i}/a", "1").Succeeds($"each/{i}/b", "2");
        return story;
    }

    private static Story Listed(params string[] items) => Reached().Lists("each", items);

    private static Story Reached() => new Story(Each()).Succeeds("first", "7");

    private static TransactionDefinition<int, int> Each(BranchFailurePolicy policy = BranchFailurePolicy.Wait) => Transaction.Define<int>("t")
        .Step("first", (int x) => x).Undo((int _) => { })
        .ForEach(
            "each", x => Enumerable.Range(0, x),
            each => each.Step("a", (int x) => x).Undo((int _) => { }).Step("b", (int x) => x).Undo((int _) => { }),
            (x, outputs) => x + outputs.Sum(), maxConcurrent: 2, onFailure: policy)
        .Step("z", (int x) => x).Build();
}
