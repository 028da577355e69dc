using Tale.Actors.Definitions;
using Xunit.Abstractions;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>
/// Small definitions, and all that can happen to them within a budget: the rules hold in every world that can be reached. With the environment
/// variable TALE_SEARCH=full the budgets are as large as a few minutes allow.
/// </summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("TALE_SEARCH") == "full";

    [Fact]
    public void Three_steps() => Explore(
        Transaction.Define<int>("t").Step("a", x => x, Retry(1)).Undo(_ => { }).Step("b", x => x, Retry(1, TimeSpan.FromSeconds(5))).Undo(_ => { })
            .Step("c", x => x, Retry(0)).Undo(_ => { }).Build(),
        new Budget(Failures: 1, Lates: 1, Crashes: 1, Losses: 1, Cancels: 1),
        new Budget(Failures: 2, Doubts: 1, Lates: 1, Crashes: 2, Losses: 1, Cancels: 1));

    [Fact]
    public void Two_branches_of_two_steps_and_one_after_them() => Explore(
        Blocks(BranchFailurePolicy.Wait), new Budget(Failures: 1, Lates: 1, Crashes: 1, Cancels: 1),
        new Budget(Lates: 1, Crashes: 2, Losses: 1, Cancels: 1));

    [Fact]
    public void Two_branches_of_which_one_cancels_the_other() => Explore(
        Blocks(BranchFailurePolicy.FailFast), new Budget(Failures: 1, Crashes: 1, Losses: 1),
        new Budget(Failures: 1, Doubts: 1, Crashes: 1, Losses: 1));

    [Fact]
    public void One_that_leaves_in_order() => Explore(
        Blocks(BranchFailurePolicy.Wait), new Budget(Failures: 1, Crashes: 1, Leaves: 1, Cancels: 1));

    [Fact]
    public void A_wait_for_a_signal_that_may_not_come() => Explore(
        Transaction.Define<int>("t").Step("a", x => x).Undo(_ => { }).WaitFor<int, int>("go", (x, more) => x + more, TimeSpan.FromDays(1))
            .Step("c", x => x, Retry(1)).Undo(_ => { }).Build(),
        new Budget(Failures: 2, Lates: 1, Crashes: 2, Losses: 1, Cancels: 1, Signals: 2));

    [Fact]
    public void A_wait_that_suspends() => Explore(
        Transaction.Define<int>("t").Step("a", x => x).Undo(_ => { })
            .WaitFor<int, int>("go", (x, more) => x + more, TimeSpan.FromDays(1), WaitTimeoutPolicy.Suspend)
            .Step("c", x => x).Undo(_ => { }).Build(),
        new Budget(Failures: 1, Lates: 1, Crashes: 2, Cancels: 1, Signals: 2, Retries: 1));

    [Fact]
    public void A_point_of_no_return() => Explore(
        Transaction.Define<int>("t").Step("a", x => x).Undo(_ => { }).Step("b", x => x, step => step.Pivot().Retry(1))
            .Step("c", x => x, Retry(1)).Build(),
        new Budget(Failures: 2, Doubts: 1, Lates: 1, Crashes: 2, Losses: 1, Cancels: 1, Retries: 1));

    [Fact]
    public void A_step_that_is_a_transaction() => Explore(
        Transaction.Define<int>("t").Step("a", x => x, Retry(0)).Undo(_ => { })
            .Child("b", Transaction.Define<int>("inner").Step("x", x => x).Build()).Step("c", x => x, Retry(0)).Undo(_ => { }).Build(),
        new Budget(Failures: 2, Crashes: 2, Losses: 1, Cancels: 1));

    [Fact]
    public void Two_items_at_the_same_time() => Explore(
        Items(maxConcurrent: null), new Budget(Failures: 1, Lates: 1, Crashes: 1, Cancels: 1),
        new Budget(Failures: 1, Lates: 1, Crashes: 2, Losses: 1, Cancels: 1));

    [Fact]
    public void Two_items_one_after_the_other() => Explore(
        Items(maxConcurrent: 1), new Budget(Failures: 1, Lates: 1, Crashes: 1, Losses: 1, Cancels: 1),
        new Budget(Failures: 2, Doubts: 1, Lates: 1, Crashes: 2, Losses: 1, Cancels: 1));

    [Fact]
    public void A_delay() => Explore(
        Transaction.Define<int>("t").Step("a", x => x).Undo(_ => { }).Delay("pause", TimeSpan.FromHours(3)).Step("c", x => x, Retry(1)).Undo(_ => { })
            .Build(),
        new Budget(Failures: 2, Lates: 1, Crashes: 2, Leaves: 1, Losses: 1, Cancels: 1));

    [Fact]
    public void A_deadline_while_a_step_waits_or_an_operator_is_needed() => Explore(
        Transaction.Define<int>("t", configure: options => options.Deadline(TimeSpan.FromMinutes(1)))
            .Step("a", x => x, Retry(1, TimeSpan.FromMinutes(2))).Undo(_ => { })
            .Step("b", x => x, step => Retry(0)(step).OnUnknownOutcome(UnknownOutcomePolicy.Suspend)).Undo(_ => { })
            .Step("c", x => x).Undo(_ => { }).Build(),
        new Budget(Failures: 1, Doubts: 1, Crashes: 1, Retries: 1, Helps: 1));

    [Fact]
    public void People_who_help_a_step_and_undos() => Explore(
        Transaction.Define<int>("t").Step("a", x => x, Retry(0)).Undo(_ => { })
            .Step("b", x => x, step => Retry(0)(step).OnUnknownOutcome(UnknownOutcomePolicy.Suspend)).Undo(_ => { })
            .Step("c", x => x, Retry(0)).Undo(_ => { }).Build(),
        new Budget(Failures: 3, Doubts: 1, Crashes: 1, Cancels: 1, Helps: 2),
        new Budget(Failures: 4, Doubts: 1, Lates: 1, Crashes: 1, Cancels: 1, Retries: 1, Helps: 2));

    [Fact]
    public void People_who_help_past_a_point_of_no_return() => Explore(
        Transaction.Define<int>("t").Step("a", x => x, Retry(0)).Undo(_ => { }).Step("b", x => x, step => step.Pivot().Retry(0))
            .Step("c", x => x, Retry(1)).Build(),
        new Budget(Failures: 3, Doubts: 1, Crashes: 1, Cancels: 1, Helps: 2));

    [Fact]
    public void People_who_abandon_what_is_at_work() => Explore(
        Transaction.Define<int>("t").Step("a", x => x, Retry(0)).Undo(_ => { }).Step("b", x => x, Retry(0)).Undo(_ => { }).Build(),
        new Budget(Failures: 1, Lates: 2, Crashes: 1, Cancels: 1, Retries: 1, Helps: 1));

    [Fact]
    public void One_that_is_undone_after_it_has_completed() => Explore(
        Blocks(BranchFailurePolicy.Wait), new Budget(Failures: 1, Lates: 1, Crashes: 1, Undos: 2));

    private static Func<StepOptions, StepOptions> Retry(int times, TimeSpan delay = default) => step => step
        .Retry(delay == default ? RetryPolicy.Immediate(times) : RetryPolicy.Exponential(times, delay)).RetryCompensation(RetryPolicy.Immediate(1));

    private static TransactionDefinition Items(int? maxConcurrent) => Transaction.Define<int>("t")
        .ForEach(
            "each", (int _) => new[] { 1, 1 },
            each => each.Step("a", x => x, Retry(1)).Undo(_ => { }).Step("b", x => x, Retry(0)).Undo(_ => { }),
            (_, outputs) => outputs.Sum(), maxConcurrent)
        .Step("z", x => x, Retry(0)).Undo(_ => { })
        .Build();

    private static TransactionDefinition Blocks(BranchFailurePolicy policy) => Transaction.Define<int>("t")
        .Concurrent("both",
            [
                b => b.Step("a", x => x, Retry(1)).Undo(_ => { }).Step("b", x => x, Retry(0)).Undo(_ => { }),
                b => b.Step("c", x => x, Retry(0)).Undo(_ => { }).Step("d", x => x, Retry(0)).Undo(_ => { }),
            ], (int _, IReadOnlyList<int> all) => all.Sum(), policy)
        .Step("z", x => x, Retry(0)).Undo(_ => { })
        .Build();

    private void Explore(TransactionDefinition definition, Budget budget, Budget? full = null)
    {
        var exploration = new Exploration(definition, IsFull ? full ?? budget : budget).ToEnd();
        output.WriteLine($"{exploration}");
        Assert.InRange(exploration.Worlds, 100, int.MaxValue);
        Assert.Contains("Completed", exploration.Ends.Keys);
        Assert.Contains("Compensated", exploration.Ends.Keys);
    }
}
