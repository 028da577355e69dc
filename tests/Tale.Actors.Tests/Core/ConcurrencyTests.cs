using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>Branches at the same time: a | b, b, then the join, then z.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public void Every_branch_gets_the_same_state() =>
        new Story(Block(), "7").ThenDoes("execute both/0/a #1 with 7", "execute both/1/b #1 with 7");

    [Fact]
    public void The_join_gets_the_state_and_the_outputs_in_definition_order_whichever_came_first() =>
        new Story(Block(), "7").Succeeds("both/1/b", "2").ThenDoes("execute both/1/c #1 with 2")
            .Succeeds("both/1/c", "3").ThenDoes()
            .Succeeds("both/0/a", "1").ThenDoes("execute both/join #1 with 7+1+3")
            .Succeeds("both/join", "4").ThenDoes("execute z #1 with 4")
            .Succeeds("z", "5").Then("succeeded z #1 = 5", "completed");

    [Fact]
    public void F38_a_failure_waits_for_running_siblings_starts_nothing_new_and_undoes_what_took_effect() =>
        new Story(Block()).Fails("both/0/a").Then("failed both/0/a #1").ThenDoes("unwanted both/1/b #1").ThenIs(TransactionStatus.Running)
            .Succeeds("both/1/b", "2").Then("succeeded both/1/b #1 = 2", "compensating").ThenDoes("undo both/1/b #1 with 2")
            .IsUndone("both/1/b").Then("undone both/1/b #1", "compensated");

    [Fact]
    public void F38_a_failure_in_a_fail_fast_block_cancels_the_siblings() =>
        new Story(Block(BranchFailurePolicy.FailFast)).Fails("both/0/a").ThenDoes("cancel both/1/b #1")
            .Fails("both/1/b", Verdict.Unknown).Then("unknown both/1/b #1", "compensating").ThenDoes("undo both/1/b #1 with 0");

    [Fact]
    public void A_doomed_sibling_is_not_retried() =>
        new Story(Block(retries: 3)).Fails("both/0/a").Fails("both/1/b").Then("failed both/1/b #1", "compensating", "compensated");

    [Fact]
    public void A_sibling_that_has_not_begun_its_retry_is_given_up() =>
        new Story(Block(retries: 3)).Fails("both/1/b").Fails("both/0/a").ThenDoes("unwanted both/1/b #2")
            .IsNotBegun("both/1/b", attempt: 2).Then("given up both/1/b #2", "compensating", "compensated");

    [Fact]
    public void F56_a_sibling_in_long_backoff_is_given_up_with_the_failure_itself() =>
        new Story(Block(wait: TimeSpan.FromHours(3))).Fails("both/1/b").Then("attempt failed both/1/b #1, again in 10800s").ThenDoes()
            .Fails("both/0/a").Then("failed both/0/a #1", "given up both/1/b #2", "compensating", "compensated")
            .After(TimeSpan.FromHours(4)).Then().ThenDoes();

    [Fact]
    public void What_one_batch_makes_both_due_and_unwanted_is_never_issued()
    {
        var story = new Story(Block());
        story.When(new Command.Executed(story.Index("both/1/b"), 1, 1, null), Failed(story, "both/0/a"))
            .Then("succeeded both/1/b #1", "failed both/0/a #1", "given up both/1/c #1", "compensating")
            .ThenDoes("undo both/1/b #1 with 0");
        Assert.Equal(StepStatus.Pending, Views.Of(story.State).Steps.Single(step => step.Path == "both/1/c").Status);
        Assert.Equal("both/0/a", Assert.Single(FailureReport.Of(story.State)!.Steps).Step);
    }

    [Fact]
    public void A_failure_inside_a_waiting_block_cancels_only_the_other_branches_of_the_fail_fast_block_around_it()
    {
        var definition = Transaction.Define<int>("t").Concurrent("outer", block => block
            .Branch(first => first.Concurrent("inner", block => block
                .Branch(b => b.Step("a", (int x) => x))
                .Branch(b => b.Step("b", (int x) => x))
                .Join((x, _, _) => x)))
            .Branch(second => second.Step("c", (int x) => x))
            .Join((x, _, _) => x), BranchFailurePolicy.FailFast).Build();
        new Story(definition).Fails("outer/0/inner/0/a").ThenDoes("unwanted outer/0/inner/1/b #1", "cancel outer/1/c #1");
        new Story(definition).Fails("outer/1/c").ThenDoes("cancel outer/0/inner/0/a #1", "cancel outer/0/inner/1/b #1");
    }

    [Fact]
    public void All_failures_are_reported_in_definition_order()
    {
        var failure = FailureReport.Of(new Story(Block()).Fails("both/1/b").Fails("both/0/a").State)!;
        Assert.Equal(["both/0/a", "both/1/b"], failure.Steps.Select(step => step.Step));
        Assert.Equal("2 steps failed; the first is 'both/0/a': Failed to apply step: Error: no", failure.Message);
    }

    [Fact]
    public void Branches_are_undone_at_the_same_time_each_in_its_own_reverse_and_then_what_came_before() =>
        new Story(Block(withFirst: true)).Succeeds("first", "1").Succeeds("both/0/a", "2").Succeeds("both/1/b", "3").Succeeds("both/1/c", "4").Succeeds("both/join", "5")
            .Fails("z").ThenDoes("undo both/0/a #1 with 2", "undo both/1/c #1 with 4")
            .IsUndone("both/1/c").ThenDoes("undo both/1/b #1 with 3")
            .IsUndone("both/1/b").ThenDoes()
            .IsUndone("both/0/a").ThenDoes("undo first #1 with 1")
            .IsUndone("first").Then("undone first #1", "compensated");

    private static Command.ExecuteFailed Failed(Story story, string step) =>
        new(story.Index(step), 1, 1, new AttemptError("Error", "no", Verdict.GiveUp, 0));

    private static TransactionDefinition<int, int> Block(
        BranchFailurePolicy policy = BranchFailurePolicy.Wait, int retries = 0, bool withFirst = false, TimeSpan? wait = null)
    {
        var retry = wait is { } delay ? RetryPolicy.Exponential(3, delay, delay) : RetryPolicy.Immediate(retries);
        var start = Transaction.Define<int>("t");
        return (withFirst ? start.Step("first", (int x) => x).Undo((int _) => { }) : start)
            .Concurrent("both", block => block
                .Branch(branch => branch.Step("a", (int x) => x).Undo((int _) => { }))
                .Branch(branch => branch.Step("b", (int x) => x, step => step.Retry(retry)).Undo((int _) => { }).Step("c", (int x) => x).Undo((int _) => { }))
                .Join((state, a, c) => state + a + c), policy)
            .Step("z", (int x) => x)
            .Build();
    }
}
