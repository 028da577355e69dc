using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Definitions;

/// <summary>The shapes that the builder makes: names, paths, types, joins.</summary>
public sealed class BuilderTests
{
    [Fact]
    public void Classes_are_named_in_kebab_case_and_may_be_renamed() => Assert.Equal(
        ["debit-customer-balance", "again", "print-receipt"],
        Paths(Transaction.Define<Order>("t").Step<DebitCustomerBalance>().Step<DebitCustomerBalance>(step => step.Named("again")).Step<PrintReceipt, Receipt>()));

    [Fact]
    public void Paths_are_names_and_branch_numbers_in_definition_order() => Assert.Equal(
        ["first", "inner/x", "both/0/a", "both/1/deep/0/b", "both/1/deep/join", "both/1/c", "both/join", "last"],
        Paths(Transaction.Define<Order>("t")
            .Step("first", (Order _) => { })
            .Sequence("inner", inner => inner.Step("x", (Order _) => { }))
            .Concurrent<Order, Order, Order>(
                "both",
                branch => branch.Step("a", (Order _) => { }),
                branch => branch.Concurrent<Order, Order>("deep", [b => b.Step("b", (Order _) => { })], (order, _) => order).Step("c", (Order _) => { }),
                (order, _, _) => order)
            .Step("last", (Order _) => { })));

    [Fact]
    public void The_description_says_which_steps_have_an_undo_how_often_they_are_retried_and_who_plays_them()
    {
        var definition = Transaction.Define<Order>("t", 3)
            .Step<DebitCustomerBalance>(step => step.Retry(2))
            .Step<DebitCustomerBalance>(step => step.Named("kept").WithoutCompensation())
            .Step("lambda", (Order _) => { })
            .Step("pair", (Order _) => { }, (Order _) => { })
            .Participant("hotel", ParticipantAddress.AtPath("/user/hotel"))
            .Participant<Receipt>("car", ParticipantAddress.Registered<Order>())
            .Build();
        Assert.Equal(
        [
            new StepDescription("debit-customer-balance", true, 2, null), new StepDescription("kept", false, 0, null), new StepDescription("lambda", false, 0, null),
            new StepDescription("pair", true, 0, null), new StepDescription("hotel", true, 0, "path /user/hotel"),
            new StepDescription("car", true, 0, "registry key Order"),
        ], definition.Steps);
        Assert.Equal(("t", 3, "t v3", typeof(Order), typeof(Receipt)), (definition.Name, definition.Version, $"{definition}", definition.InputType, definition.OutputType));
    }

    [Fact]
    public void Any_number_of_branches_of_one_type_are_joined_in_definition_order()
    {
        var branches = Enumerable.Range(0, 20).Select(n =>
            (Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>)(branch => branch.Step("add", (int x) => x + n)));
        var definition = Transaction.Define<int>("t").Concurrent("all", branches, (int state, IReadOnlyList<int> outputs) => $"{state}: {string.Join(' ', outputs)}").Build();
        Assert.Equal("7: 0 1 2 3 4", Join(definition, 7, 0, 1, 2, 3, 4));
        Assert.Equal(21, definition.Steps.Count);
    }

    [Fact]
    public void Two_to_seven_branches_of_different_types_are_joined_in_definition_order()
    {
        var start = Transaction.Define<int>("t");
        object?[] outputs = ["a", 'b', 3L, 4.0, true, 6m, (byte)7];
        Assert.Equal("0ab", Join(start.Concurrent("all", Is("a"), Is('b'), (int s, string a, char b) => $"{s}{a}{b}").Build(), [0, .. outputs[..2]]));
        Assert.Equal("0ab3", Join(
            start.Concurrent("all", Is("a"), Is('b'), Is(3L), (int s, string a, char b, long c) => $"{s}{a}{b}{c}").Build(), [0, .. outputs[..3]]));
        Assert.Equal("0ab34", Join(
            start.Concurrent("all", Is("a"), Is('b'), Is(3L), Is(4.0), (int s, string a, char b, long c, double d) => $"{s}{a}{b}{c}{d}").Build(), [0, .. outputs[..4]]));
        Assert.Equal("0ab34True", Join(
            start.Concurrent(
                "all", Is("a"), Is('b'), Is(3L), Is(4.0), Is(true), (int s, string a, char b, long c, double d, bool e) => $"{s}{a}{b}{c}{d}{e}").Build(),
            [0, .. outputs[..5]]));
        Assert.Equal("0ab34True6", Join(
            start.Concurrent(
                "all", Is("a"), Is('b'), Is(3L), Is(4.0), Is(true), Is(6m),
                (int s, string a, char b, long c, double d, bool e, decimal f) => $"{s}{a}{b}{c}{d}{e}{f}").Build(), [0, .. outputs[..6]]));
        Assert.Equal("0ab34True67", Join(
            start.Concurrent(
                "all", Is("a"), Is('b'), Is(3L), Is(4.0), Is(true), Is(6m), Is((byte)7),
                (int s, string a, char b, long c, double d, bool e, decimal f, byte g) => $"{s}{a}{b}{c}{d}{e}{f}{g}").Build(), [0, .. outputs]));
    }

    [Fact]
    public void Branches_keep_their_order_and_their_types()
    {
        var definition = Transaction.Define<int>("t").Concurrent("all", Is("a"), Is('b'), (int _, string _, char _) => 1.5).Build();
        var block = Assert.IsType<ConcurrentNode>(Assert.Single(definition.Root.Children));
        Assert.Equal([typeof(string), typeof(char)], block.Branches.Select(branch => branch.OutputType));
        Assert.Equal([typeof(int), typeof(string), typeof(char)], block.Join.InputTypes);
        Assert.Equal(typeof(double), definition.OutputType);
    }

    [Fact]
    public void Builders_are_immutable_so_that_a_beginning_can_be_shared()
    {
        var start = Transaction.Define<Order>("t").Step("a", (Order _) => { });
        Assert.Equal(["a", "b"], Paths(start.Step("b", (Order _) => { })));
        Assert.Equal(["a", "c"], Paths(start.Step("c", (Order _) => { })));
    }

    [Fact]
    public async Task Lambdas_may_be_synchronous_or_not_take_the_context_or_not_and_keep_the_state_when_they_return_nothing()
    {
        var context = new StepContext { TransactionId = "t-1", Definition = "t", Version = 1, Step = "s", IdempotencyKey = "k", Attempt = 1 };
        var definition = Transaction.Define<int>("t")
            .Step("a", (int _) => { })
            .Step("b", (int _) => Task.CompletedTask)
            .Step("c", (int x) => x + 1)
            .Step("d", (int x) => Task.FromResult(x + 2))
            .Step("e", (int x, StepContext step) => x + step.Attempt)
            .Step("f", (int x, StepContext step) => Task.FromResult($"{step.IdempotencyKey}{x}"))
            .Step("g", (string _, StepContext _) => { })
            .Step("h", (string _, StepContext _) => Task.CompletedTask)
            .Build();
        object? state = 1;
        foreach (var step in definition.Root.Children.Cast<StepNode>())
        {
            var output = await ((StepBody.Code)step.Body).Run.ExecuteAsync(null, [state], [], context);
            state = ReferenceEquals(output, StepCode.Unchanged) ? state : output;
        }
        Assert.Equal("k5", state);
    }

    [Fact]
    public async Task A_class_step_retries_and_undoes_through_the_interfaces_that_it_has()
    {
        var context = new StepContext { TransactionId = "t-1", Definition = "t", Version = 1, Step = "s", IdempotencyKey = "k", Attempt = 2, Outcome = StepOutcome.Unknown };
        var code = CodeOf(Transaction.Define<int>("t").Step<Versatile, string>().Build());
        Assert.True(code is { Compensates: true, CompensatesUnknown: true });
        Assert.Equal("retry 5 after 1", await code.ExecuteAsync(null, [5], [new AttemptFailure("E", "no", 1, default)], context));
        var unknown = await Assert.ThrowsAsync<InvalidOperationException>(() => code.CompensateAsync(null, 5, context));
        Assert.Equal("unknown 5", unknown.Message);
    }

    private static Func<TransactionBuilder<int, int>, TransactionBuilder<int, T>> Is<T>(T value) => branch => branch.Step("is", (int _) => value);

    private static StepCode CodeOf(TransactionDefinition definition) =>
        Assert.IsType<StepBody.Code>(Assert.IsType<StepNode>(definition.Root.Children[^1]).Body).Run;

    private static object? Join(TransactionDefinition definition, params object?[] inputs) =>
        Assert.IsType<StepBody.Join>(((ConcurrentNode)definition.Root.Children[0]).Join.Body).Build(inputs);

    private static IEnumerable<string> Paths<TIn, TOut>(TransactionBuilder<TIn, TOut> builder) => builder.Build().Steps.Select(step => step.Path);

    private sealed class Versatile : IRetryStep<int, string>, ICompensateUnknown<int>
    {
        public Task<string> ExecuteAsync(int state, StepContext step) => Task.FromResult("first");

        public Task<string> RetryAsync(int state, IReadOnlyList<AttemptFailure> failures, StepContext step) => Task.FromResult($"retry {state} after {failures.Count}");

        public Task CompensateAsync(string output, StepContext step) => throw new InvalidOperationException($"known {output}");

        public Task CompensateUnknownAsync(int input, StepContext step) => throw new InvalidOperationException($"unknown {input}");
    }
}
