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
            .Concurrent("both", block => block
                .Branch(branch => branch.Step("a", (Order _) => { }))
                .Branch(branch => branch.Concurrent<Order, Order>("deep", [b => b.Step("b", (Order _) => { })], (order, _) => order).Step("c", (Order _) => { }))
                .Join((order, _, _) => order))
            .Step("last", (Order _) => { })));

    [Fact]
    public void The_description_says_which_steps_have_an_undo_how_often_they_are_retried_and_who_plays_them()
    {
        var definition = Transaction.Define<Order>("t", 3)
            .Step<DebitCustomerBalance>(step => step.Retry(2))
            .Step<DebitCustomerBalance>(step => step.Named("kept").WithoutCompensation())
            .Step("lambda", (Order _) => { })
            .Step("pair", (Order _) => { }).Undo((Order _) => { })
            .Participant("hotel", ParticipantAddress.AtPath("/user/hotel"))
            .Participant<Receipt>("car", ParticipantAddress.Registered<Order>())
            .Build();
        Assert.Equal(
        [
            new StepDescription("debit-customer-balance", true, 2, null), new StepDescription("kept", false, 0, null), new StepDescription("lambda", false, 0, null),
            new StepDescription("pair", true, 0, null), new StepDescription("hotel", true, 0, "path /user/hotel"),
            new StepDescription("car", true, 0, "registry key Order"),
        ], definition.Steps);
        Assert.Equal(
            ("t", 3, "t v3", typeof(Order), typeof(Receipt)),
            (definition.Name, definition.Version, $"{definition}", definition.InputType, definition.OutputType));
    }

    [Fact]
    public void Any_number_of_branches_of_one_type_are_joined_in_definition_order()
    {
        var branches = Enumerable.Range(0, 20).Select(n =>
            (Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>)(branch => branch.Step("add", (int x) => x + n)));
        var definition = Transaction.Define<int>("t")
            .Concurrent("all", branches, (int state, IReadOnlyList<int> outputs) => $"{state}: {string.Join(' ', outputs)}").Build();
        Assert.Equal("7: 0 1 2 3 4", Join(definition, 7, 0, 1, 2, 3, 4));
        Assert.Equal(21, definition.Steps.Count);
    }

    [Fact]
    public void Two_to_seven_branches_of_different_types_are_joined_in_definition_order()
    {
        var start = Transaction.Define<int>("t");
        object?[] outputs = ["a", 'b', 3L, 4.0, true, 6m, (byte)7];
        Assert.Equal("0ab", Join(start.Concurrent("all", block => block
            .Branch(Is("a"))
            .Branch(Is('b'))
            .Join((int s, string a, char b) => $"{s}{a}{b}")).Build(), [0, .. outputs[..2]]));
        Assert.Equal("0ab3", Join(
            start.Concurrent("all", block => block
                .Branch(Is("a"))
                .Branch(Is('b'))
                .Branch(Is(3L))
                .Join((int s, string a, char b, long c) => $"{s}{a}{b}{c}")).Build(), [0, .. outputs[..3]]));
        Assert.Equal("0ab34", Join(
            start.Concurrent("all", block => block
                .Branch(Is("a"))
                .Branch(Is('b'))
                .Branch(Is(3L))
                .Branch(Is(4.0))
                .Join((int s, string a, char b, long c, double d) => $"{s}{a}{b}{c}{d}")).Build(), [0, .. outputs[..4]]));
        Assert.Equal("0ab34True", Join(
            start.Concurrent("all", block => block
                .Branch(Is("a"))
                .Branch(Is('b'))
                .Branch(Is(3L))
                .Branch(Is(4.0))
                .Branch(Is(true))
                .Join((int s, string a, char b, long c, double d, bool e) => $"{s}{a}{b}{c}{d}{e}")).Build(),
            [0, .. outputs[..5]]));
        Assert.Equal("0ab34True6", Join(
            start.Concurrent("all", block => block
                .Branch(Is("a"))
                .Branch(Is('b'))
                .Branch(Is(3L))
                .Branch(Is(4.0))
                .Branch(Is(true))
                .Branch(Is(6m))
                .Join((int s, string a, char b, long c, double d, bool e, decimal f) => $"{s}{a}{b}{c}{d}{e}{f}")).Build(), [0, .. outputs[..6]]));
        Assert.Equal("0ab34True67", Join(
            start.Concurrent("all", block => block
                .Branch(Is("a"))
                .Branch(Is('b'))
                .Branch(Is(3L))
                .Branch(Is(4.0))
                .Branch(Is(true))
                .Branch(Is(6m))
                .Branch(Is((byte)7))
                .Join((int s, string a, char b, long c, double d, bool e, decimal f, byte g) => $"{s}{a}{b}{c}{d}{e}{f}{g}")).Build(), [0, .. outputs]));
    }

    [Fact]
    public void Branches_keep_their_order_and_their_types()
    {
        var definition = Transaction.Define<int>("t").Concurrent("all", block => block
            .Branch(Is("a"))
            .Branch(Is('b'))
            .Join((int _, string _, char _) => 1.5)).Build();
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

    [Fact]
    public async Task The_undo_of_a_lambda_may_be_synchronous_or_not_and_take_the_context_or_not()
    {
        List<string> undone = [];
        var start = Transaction.Define<int>("t");
        StepCode[] codes =
        [
            CodeOf(start.Step("a", n => $"{n}").Undo(s => undone.Add($"a {s}")).Build()),
            CodeOf(start.Step("b", n => $"{n}").Undo((s, step) => undone.Add($"b {s} {step.IdempotencyKey}")).Build()),
            CodeOf(start.Step("c", async n => { await Task.Yield(); return $"{n}"; }).Undo(async s => { await Task.Yield(); undone.Add($"c {s}"); }).Build()),
            CodeOf(start.Step("d", async (n, _) => { await Task.Yield(); return $"{n}"; })
                .Undo(async (s, step) => { await Task.Yield(); undone.Add($"d {s} {step.IdempotencyKey}"); }).Build()),
        ];
        foreach (var code in codes)
            await code.CompensateAsync(null, "out", Context());
        Assert.Equal(["a out", "b out k", "c out", "d out k"], undone);
        Assert.All(codes, code => Assert.True(code is { Compensates: true, CompensatesUnknown: false }));
    }

    [Fact]
    public async Task A_lambda_is_undone_from_its_input_when_nobody_knows_whether_it_took_effect_and_it_says_how()
    {
        List<string> undone = [];
        var step = Transaction.Define<int>("t").Step("a", n => $"{n}").Undo(s => undone.Add($"known {s}"));
        StepCode[] codes =
        [
            CodeOf(step.UndoUnknown(n => undone.Add($"a {n + 1}")).Build()),
            CodeOf(step.UndoUnknown((n, context) => undone.Add($"b {n + 1} {context.Outcome}")).Build()),
            CodeOf(step.UndoUnknown(async n => { await Task.Yield(); undone.Add($"c {n + 1}"); }).Build()),
            CodeOf(step.UndoUnknown(async (n, context) => { await Task.Yield(); undone.Add($"d {n + 1} {context.Outcome}"); }).Build()),
        ];
        foreach (var code in codes)
            await code.CompensateAsync(null, 1, Context(StepOutcome.Unknown));
        await codes[0].CompensateAsync(null, "out", Context());
        Assert.Equal(["a 2", "b 2 Unknown", "c 2", "d 2 Unknown", "known out"], undone);
        Assert.All(codes, code => Assert.True(code is { Compensates: true, CompensatesUnknown: true }));
    }

    [Fact]
    public void A_branch_or_a_sequence_may_end_with_a_lambda_and_its_undo() => Assert.Equal(
        ["s/a", "both/0/b", "both/1/c", "both/join"],
        Paths(Transaction.Define<int>("t")
            .Sequence("s", s => s.Step("a", n => n + 1).Undo(_ => { }))
            .Concurrent("both", block => block
                .Branch(b => b.Step("b", n => $"{n}").Undo(_ => { }).UndoUnknown(_ => { }))
                .Branch(b => b.Step("c", n => n))
                .Join((n, text, number) => $"{n}{text}{number}"))));

    [Fact]
    public void Only_code_that_can_ask_for_services_has_a_scope_made_for_it()
    {
        var start = Transaction.Define<int>("t");
        Assert.False(CodeOf(start.Step("a", n => n).Undo(_ => { }).UndoUnknown(_ => { }).Build()).NeedsServices);
        Assert.True(CodeOf(start.Step("a", (n, _) => n).Build()).NeedsServices);
        Assert.True(CodeOf(start.Step("a", n => n).Undo((_, _) => { }).Build()).NeedsServices);
        Assert.True(CodeOf(start.Step("a", n => n).UndoUnknown((_, _) => { }).Undo(_ => { }).Build()).NeedsServices);
        Assert.True(CodeOf(start.Step(new Versatile()).Build()).NeedsServices);
    }

    [Fact]
    public async Task An_instance_that_the_caller_made_is_used_by_every_attempt_through_the_interfaces_that_it_has()
    {
        var instance = new Versatile();
        var definition = Transaction.Define<int>("t").Step(instance, step => step.Retry(1)).Build();
        Assert.Equal([new StepDescription("versatile", true, 1, null)], definition.Steps);
        Assert.True(CodeOf(definition) is { Compensates: true, CompensatesUnknown: true, HandlesRetries: true });
        Assert.Equal("first", await CodeOf(definition).ExecuteAsync(null, [5], [], Context()));
        await CodeOf(definition).ExecuteAsync(null, [5], [], Context());
        Assert.Equal(2, instance.Calls);
    }

    private static StepContext Context(StepOutcome outcome = StepOutcome.Succeeded) =>
        new() { TransactionId = "t-1", Definition = "t", Version = 1, Step = "s", IdempotencyKey = "k", Attempt = 1, Outcome = outcome };

    private static Func<TransactionBuilder<int, int>, TransactionBuilder<int, T>> Is<T>(T value) =>
        branch => branch.Step("is", (int _) => value);

    private static StepCode CodeOf(TransactionDefinition definition) =>
        Assert.IsType<StepBody.Code>(Assert.IsType<StepNode>(definition.Root.Children[^1]).Body).Run;

    private static object? Join(TransactionDefinition definition, params object?[] inputs) =>
        Assert.IsType<StepBody.Join>(((ConcurrentNode)definition.Root.Children[0]).Join.Body).Build(inputs);

    private static IEnumerable<string> Paths<TIn, TOut>(TransactionBuilder<TIn, TOut> builder) =>
        builder.Build().Steps.Select(step => step.Path);

    private sealed class Versatile : IRetryStep<int, string>, ICompensateUnknown<int>
    {
        public int Calls { get; private set; }

        public Task<string> ExecuteAsync(int state, StepContext step)
        {
            Calls++;
            return Task.FromResult("first");
        }

        public Task<string> RetryAsync(int state, IReadOnlyList<AttemptFailure> failures, StepContext step) =>
            Task.FromResult($"retry {state} after {failures.Count}");

        public Task CompensateAsync(string output, StepContext step) => throw new InvalidOperationException($"known {output}");

        public Task CompensateUnknownAsync(int input, StepContext step) => throw new InvalidOperationException($"unknown {input}");
    }
}
