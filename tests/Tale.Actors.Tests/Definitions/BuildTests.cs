using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What <c>Build()</c> refuses: a bad definition stops the process at start-up, never a transaction.</summary>
public sealed class BuildTests
{
    [Fact]
    public void Everything_that_is_wrong_is_reported_at_once()
    {
        var error = Assert.Throws<InvalidTransactionDefinitionException>(() => Transaction.Define<Order>("book holiday", version: 0)
            .Step("a", (Order _) => { }, step => step.Retry(-1))
            .Step("a", (Order _) => { })
            .Step("b c", (Order _) => { })
            .Build());
        Assert.Equal(5, error.Problems.Count);
        Assert.StartsWith("The transaction definition 'book holiday' has 5 problems:", error.Message, StringComparison.Ordinal);
        Assert.All(error.Problems, problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public void A_name_that_is_not_made_of_the_allowed_characters(string name) =>
        Refuses($"the name '{name}' is not made of", () => Transaction.Define<Order>(name).Step<DebitCustomerBalance>().Build());

    [Fact]
    public void A_name_of_100_characters_is_allowed_and_one_of_101_is_not()
    {
        Assert.Equal(100, Transaction.Define<Order>(new string('a', 100)).Step<DebitCustomerBalance>().Build().Name.Length);
        Refuses("1 to 100", () => Transaction.Define<Order>(new string('a', 101)).Step<DebitCustomerBalance>().Build());
    }

    [Fact]
    public void A_version_below_1() =>
        Refuses("version is 0", () => Transaction.Define<Order>("t", 0).Step<DebitCustomerBalance>().Build());

    [Fact]
    public void Behaviour_4_no_steps() => Refuses("it has no steps", () => Transaction.Define<Order>("t").Build());

    [Fact]
    public void A_sequence_without_steps() =>
        Refuses("'inner' has no steps", () => Transaction.Define<Order>("t").Sequence("inner", steps => steps).Build());

    [Fact]
    public void A_branch_without_steps() => Refuses("'both/1' has no steps", () => Transaction.Define<Order>("t")
        .Concurrent("both", block => block
            .Branch(b => b.Step<DebitCustomerBalance>())
            .Branch(b => b)
            .Join((order, _, _) => order)).Build());

    [Fact]
    public void A_block_without_branches() =>
        Refuses(
            "'both' has no branches",
            () => Transaction.Define<Order>("t").Concurrent<Order,
            Order>("both", [], (order, _) => order).Build());

    [Fact]
    public void Two_siblings_of_one_name() => Refuses(
        "'debit-customer-balance' is used 2 times", () =>
            Transaction.Define<Order>("t").Step<DebitCustomerBalance>().Step<DebitCustomerBalance>().Build());

    [Fact]
    public void Two_siblings_of_one_name_below() => Refuses("'both/0/a' is used 2 times", () => Transaction.Define<Order>("t")
        .Concurrent<Order, Order>("both", [b => b.Step("a", (Order _) => { }).Step("a", (Order _) => { })], (order, _) => order).Build());

    [Fact]
    public void A_step_name_that_is_not_made_of_the_allowed_characters() =>
        Refuses(
            "the step name 'a b' in 'inner'",
            () => Transaction.Define<Order>("t").Sequence("inner", s => s.Step("a b", (Order _) => { })).Build());

    [Theory]
    [InlineData("MaxRetries is -1")]
    [InlineData("InitialDelay is -00:00:01")]
    [InlineData("MaxDelay is 00:00:00")]
    [InlineData("MaxDelay is 31.00:00:00")]
    [InlineData("InitialDelay (00:10:00) is longer than MaxDelay (00:05:00)")]
    [InlineData("BackoffFactor is 0.5")]
    [InlineData("BackoffFactor is 101")]
    [InlineData("BackoffFactor is NaN")]
    [InlineData("Jitter is -0.1")]
    [InlineData("Jitter is 1.1")]
    [InlineData("Jitter is NaN")]
    public void Bad_numbers_of_a_retry_policy_for_either_direction(string problem)
    {
        RetryPolicy policy = problem switch
        {
            "MaxRetries is -1" => new() { MaxRetries = -1 },
            "InitialDelay is -00:00:01" => new() { InitialDelay = TimeSpan.FromSeconds(-1) },
            "MaxDelay is 00:00:00" => new() { MaxDelay = TimeSpan.Zero },
            "MaxDelay is 31.00:00:00" => new() { MaxDelay = TimeSpan.FromDays(31) },
            "InitialDelay (00:10:00) is longer than MaxDelay (00:05:00)" => new() { InitialDelay = TimeSpan.FromMinutes(10) },
            "BackoffFactor is 0.5" => new() { BackoffFactor = 0.5 },
            "BackoffFactor is 101" => new() { BackoffFactor = 101 },
            "BackoffFactor is NaN" => new() { BackoffFactor = double.NaN },
            "Jitter is -0.1" => new() { Jitter = -0.1 },
            "Jitter is 1.1" => new() { Jitter = 1.1 },
            _ => new() { Jitter = double.NaN },
        };
        Refuses(
            $"step 'a': retry {problem}",
            () => Transaction.Define<Order>("t").Step("a", (Order _) => { }, step => step.Retry(policy)).Build());
        Refuses(
            $"step 'a': compensation retry {problem}",
            () => Transaction.Define<Order>("t").Step("a", (Order _) => { }, step => step.RetryCompensation(policy)).Build());
    }

    [Fact]
    public void A_step_class_that_cannot_be_made() =>
        Refuses("AbstractStep is abstract", () => Transaction.Define<Order>("t").Step<AbstractStep>().Build());

    [Fact]
    public void Undos_that_contradict_each_other()
    {
        var step = Transaction.Define<Order>("t").Step("a", order => $"{order.Id}");
        Refuses("step 'a': it is given an undo twice", () => step.Undo(_ => { }).Undo(_ => { }).Build());
        Refuses("step 'a': it is given an undo twice", () => step.UndoUnknown(_ => { }).UndoUnknown(_ => { }).Undo(_ => { }).Build());
        Refuses("step 'a': it has an UndoUnknown, but no Undo", () => step.UndoUnknown(_ => { }).Build());
    }

    [Fact]
    public void State_types_that_cannot_be_stored()
    {
        Refuses("Object says nothing about its content", () => Transaction.Define<object>("t").Step("a", (object _) => { }).Build());
        Refuses("Stream cannot be stored", () => Transaction.Define<Order>("t").Step("a", (Order _) => Stream.Null).Build());
        Refuses(
            "ValueTask`1 is never awaited",
            () => Transaction.Define<Order>("t").Step("a", (Order order) => ValueTask.FromResult(order)).Build());
        Refuses("cannot be stored", () => Transaction.Define<Order>("t").Step("a", (Order order) => (Func<Order>)(() => order)).Build());
        Refuses("is anonymous", () => Transaction.Define<Order>("t").Step("a", (Order order) => new { order.Id }).Build());
        Refuses("IDisposable is abstract", () => Transaction.Define<Order>("t").Step("a", (Order _) => (IDisposable)Stream.Null).Build());
        Refuses("has the alias 'a b'", () => Transaction.Define<Misnamed>("t").Step("a", (Misnamed _) => { }).Build());
    }

    [Fact]
    public void An_unknown_compensation_failure_policy() => Refuses(
        "9 is no compensation failure policy",
        () => Transaction.Define<Order>("t", 1, options => options.OnCompensationFailure((CompensationFailurePolicy)9)).Step<DebitCustomerBalance>().Build());

    [Fact]
    public void An_unknown_branch_failure_policy() => Refuses(
        "9 is no branch failure policy, in the concurrent block 'both'",
        () => Transaction.Define<Order>("t")
            .Concurrent(
                "both", block => block.Branch(b => b.Step("a", _ => { })).Branch(b => b.Step("b", _ => { })).Join((order, _, _) => order),
                (BranchFailurePolicy)9)
            .Build());

    [Fact]
    public void As_many_steps_as_are_allowed_are_checked_in_a_moment_and_one_more_is_refused()
    {
        // With undos that each ask whether a block can cancel them; the join is a step too.
        TransactionBuilder<Order, int> Branches(int count) => Transaction.Define<Order>("t").Concurrent(
            "all", Enumerable.Repeat<Func<TransactionBuilder<Order, Order>, TransactionBuilder<Order, int>>>(
                b => b.Step("a", o => o.Id).Undo(_ => { }), count),
            (_, ids) => ids.Count);
        var elapsed = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(100_000, Branches(99_999).Build().Steps.Count);
        // Two seconds; an hour where the cost grows with the square.
        Assert.True(elapsed.Elapsed < TimeSpan.FromMinutes(1), $"{elapsed.Elapsed}");
        Refuses("it has 100001 steps; the limit is 100000", () => Branches(100_000).Build());
    }

    [Fact]
    public void A_pivot_is_one_step_of_the_outermost_sequence_and_what_follows_is_retried()
    {
        static TransactionBuilder<Order, Order> Begin() => Transaction.Define<Order>("t").Step("a", (Order _) => { }, step => step.Pivot());
        Refuses("it has 2 pivots, 'a', 'b'", () => Begin().Step("b", (Order _) => { }, step => step.Pivot()).Build());
        Refuses("the pivot 's/b' stands within a block or a nested sequence", () => Transaction.Define<Order>("t")
            .Sequence("s", s => s.Step("b", (Order _) => { }, step => step.Pivot())).Build());
        Refuses("step 'b' follows the pivot 'a', where nothing is undone any more, but is never retried", () =>
            Begin().Step("b", (Order _) => { }).Build());
        Refuses("step 'both/0/b' follows the pivot 'a'", () => Begin()
            .Concurrent("both", [b => b.Step("b", (Order _) => { })], (Order order, IReadOnlyList<Order> _) => order).Build());
        Begin().Step("b", (Order _) => { }, step => step.Retry(1)).Build();
        Begin().Build();
    }

    [Fact]
    public void A_limit_that_lets_nobody_through() => Refuses("step 'a': at most 0 attempts may run at a time", () =>
        Transaction.Define<Order>("t").Step("a", (Order _) => { }, step => step.MaxConcurrent(0)).Build());

    [Fact]
    public void A_policy_for_unknown_outcomes_that_is_none() => Refuses("step 'a': 9 is no policy for unknown outcomes", () =>
        Transaction.Define<Order>("t").Step("a", (Order _) => { }, step => step.OnUnknownOutcome((UnknownOutcomePolicy)9)).Build());

    private static void Refuses(string problem, Action build) =>
        Assert.Contains(
            problem, Assert.Single(Assert.Throws<InvalidTransactionDefinitionException>(build).Problems), StringComparison.Ordinal);

    [StateAlias("a b")]
    private sealed record Misnamed(int Id);
}
