using System.Reflection;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Definitions;

/// <summary>The hash changes exactly when running transactions could not go on as they began.</summary>
public sealed class HashTests
{
    private const string IsCode = "code; a hash cannot see into it";

    private static readonly string Original = Hash(Two("a", "b"));

    /// <summary>Every option that decides, changed. A new one belongs here, or below with its reason.</summary>
    private static readonly Dictionary<string, object> Changes = new()
    {
        ["StepSettings.Retry"] = RetryPolicy.Immediate(1),
        ["StepSettings.CompensationRetry"] = RetryPolicy.None,
        ["StepSettings.Compensates"] = false,
        ["StepSettings.UnknownOutcome"] = UnknownOutcomePolicy.Suspend,
        ["StepSettings.IsPivot"] = true,
        ["TransactionSettings.CompensationFailurePolicy"] = CompensationFailurePolicy.Continue,
        ["RetryPolicy.MaxRetries"] = 7,
        ["RetryPolicy.InitialDelay"] = TimeSpan.FromTicks(1),
        ["RetryPolicy.BackoffFactor"] = 2.0000000000000004,
        ["RetryPolicy.MaxDelay"] = TimeSpan.FromMinutes(5) + TimeSpan.FromTicks(1),
        ["RetryPolicy.Jitter"] = double.Epsilon,
    };

    private static readonly Dictionary<string, string> DecidesNothing = new()
    {
        ["TransactionSettings.StoredByAkkaSerializer"] = "every stored value names its serializer",
        ["TransactionSettings.Deadline"] = "the event of the start holds it",
        ["StepSettings.Timeout"] = "what it does to an attempt is an event",
        ["StepSettings.CompensationTimeout"] = "what it does to an attempt is an event",
        ["StepSettings.MaxConcurrent"] = "it says when attempts run, not what comes of them",
        ["StepSettings.Decider"] = IsCode,
        ["StepSettings.CompensationDecider"] = IsCode,
        ["StepSettings.IsOutcomeUnknown"] = IsCode,
    };

    [Fact]
    public void It_is_the_same_in_every_process_and_version_of_Tale() => Assert.Equal("d06ccd21246f4d92", Original);

    [Fact]
    public void Logs_of_the_first_format_name_a_hash_that_stays_what_it_was()
    {
        Assert.Equal("9e5870143aaa19d0", Two("a", "b").Build().LegacyHash);
        Assert.Equal("76803a0185207c1a", Block(BranchFailurePolicy.FailFast, b => b.Step("a", (Order _) => { })).Build().LegacyHash);
    }

    [Fact]
    public void F49_every_option_either_changes_it_or_is_known_to_decide_nothing()
    {
        var properties = new[] { typeof(StepSettings), typeof(TransactionSettings), typeof(RetryPolicy) }
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            .Where(property => property.Name != "EqualityContract").Select(Key);
        Assert.Equal(Changes.Keys.Concat(DecidesNothing.Keys).Order(), properties.Order());
    }

    [Fact]
    public void F49_each_option_in_turn_changes_it()
    {
        var hashes = Variants().Select(variant => (variant.Option, One(variant.Step, variant.Transaction).Hash)).ToList();
        Assert.Equal(17, hashes.Count);
        Assert.All(hashes, entry => Assert.Single(hashes, other => other.Hash == entry.Hash));
    }

    [Fact]
    public void Whatever_changes_it_is_told_as_a_difference_and_nothing_else_is()
    {
        var original = One(StepSettings.Default, TransactionSettings.Default);
        foreach (var (option, step, transaction) in Variants().Skip(1))
            Assert.True(DefinitionDiff.Between(original, One(step, transaction)).Count > 0, $"{option} is told nowhere.");
        Assert.Empty(DefinitionDiff.Between(original, One(StepSettings.Default with
        {
            Timeout = TimeSpan.FromSeconds(1), CompensationTimeout = TimeSpan.FromSeconds(1), MaxConcurrent = 1, Decider = _ => Directive.Stop,
        }, TransactionSettings.Default with { Deadline = TimeSpan.FromDays(1) })));
    }

    [Fact]
    public void F49_what_a_block_does_on_failure_changes_it() => Assert.NotEqual(
        Hash(Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { }))), Hash(Block(BranchFailurePolicy.FailFast, b => b.Step("a", (Order _) => { }))));

    [Fact]
    public void Code_and_name_do_not_change_it()
    {
        Assert.Equal(Original, Hash(Two("a", "b")));
        Assert.Equal(Original, Hash(Transaction.Define<Order>("other", 7)
            .Step("a", (Order order) => order with { Id = 9 }, step => step.Decide(_ => Directive.Stop)
                .DecideCompensation(_ => Directive.Stop).OutcomeUnknownIf(_ => true)
                .Timeout(TimeSpan.FromSeconds(1)).TimeoutCompensation(TimeSpan.FromSeconds(1))).Undo((Order _) => { })
            .Step("b", (Order _) => { })));
    }

    [Fact]
    public void Names_order_and_number_of_steps_change_it() => AllDiffer(
        Two("a", "b"), Two("b", "a"), Two("a", "c"), Transaction.Define<Order>("t").Step("a", (Order _) => { }).Undo((Order _) => { }),
        Two("a", "b").Step("c", (Order _) => { }));

    [Fact]
    public void Types_and_undos_change_it() => AllDiffer(
        Two("a", "b"),
        Transaction.Define<Order>("t").Step("a", (Order _) => { }).Step("b", (Order _) => { }),
        Transaction.Define<Order>("t").Step("a", (Order _) => { }, step => step.WithoutCompensation()).Undo((Order _) => { }).Step("b", (Order _) => { })
            .Undo((Order _) => { }),
        Transaction.Define<Order>("t").Step("a", (Order _) => { }).Undo((Order _) => { }).Step("b", (Order _) => { })
            .Undo((Order _) => { }),
        Transaction.Define<Receipt>("t").Step("a", (Receipt _) => { }).Undo((Receipt _) => { }).Step("b", (Receipt _) => { }));

    [Fact]
    public void Whether_an_unknown_outcome_can_be_undone_changes_it() => AllDiffer(
        Transaction.Define<Order>("t").Step<PrintReceipt, Receipt>(step => step.Named("a")),
        Transaction.Define<Order>("t").Step<PrintReceiptAndFind, Receipt>(step => step.Named("a")));

    [Fact]
    public void Whether_the_input_can_stand_for_the_output_changes_it_even_where_two_types_share_an_alias() => Assert.NotEqual(
        Hash(Transaction.Define<Order>("t").Step("a", (Order order) => order)),
        Hash(Transaction.Define<Order>("t").Step("a", (Order _) => new Renamed(1))));

    [Fact]
    public void The_tree_changes_it() => AllDiffer(
        Two("a", "b"),
        Transaction.Define<Order>("t").Sequence("s", s => s.Step("a", (Order _) => { }).Undo((Order _) => { }).Step("b", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { }), b => b.Step("b", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("b", (Order _) => { }), b => b.Step("a", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { }).Step("b", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { })));

    [Fact]
    public void What_is_done_with_items_and_with_children_changes_it() => AllDiffer(
        Each("e", each => each.Step("a", (Order _) => { })),
        Each("e", each => each.Step("b", (Order _) => { })),
        Each("f", each => each.Step("a", (Order _) => { })),
        Each("e", each => each.Step("a", (Order _) => { }), BranchFailurePolicy.FailFast),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { })),
        Transaction.Define<Order>("t").Child("a", Transaction.Define<Order>("c").Step("x", (Order _) => { }).Build()),
        Transaction.Define<Order>("t").Child("a", Transaction.Define<Order>("c", 2).Step("x", (Order _) => { }).Build()),
        Transaction.Define<Order>("t").Child("a", Transaction.Define<Order>("d").Step("x", (Order _) => { }).Build()));

    [Fact]
    public void How_many_items_are_under_way_at_a_time_does_not_as_it_stands_in_the_log() => Assert.Equal(
        Hash(Each("e", each => each.Step("a", (Order _) => { }), maxConcurrent: 1)), Hash(Each("e", each => each.Step("a", (Order _) => { }))));

    [Fact]
    public void A_participant_and_code_differ_as_their_errors_mean_different_things() => AllDiffer(
        Transaction.Define<Order>("t").Step("a", (Order _) => { }).Undo((Order _) => { }),
        Transaction.Define<Order>("t").Participant("a", ParticipantAddress.AtPath("/user/a")));

    [Fact]
    public void A_participant_that_moves_is_the_same() => Assert.Equal(
        Hash(Transaction.Define<Order>("t").Participant("a", ParticipantAddress.AtPath("/user/a"))),
        Hash(Transaction.Define<Order>("t").Participant("a", ParticipantAddress.Registered<Order>())));

    /// <summary>The unchanged definition, and every option of it changed alone; those of a retry policy in either direction.</summary>
    private static IEnumerable<(string Option, StepSettings Step, TransactionSettings Transaction)> Variants()
    {
        yield return ("none", StepSettings.Default, TransactionSettings.Default);
        foreach (var property in Changing(typeof(StepSettings)))
            yield return (Key(property), Changed(StepSettings.Default with { }, property), TransactionSettings.Default);
        foreach (var property in Changing(typeof(TransactionSettings)))
            yield return (Key(property), StepSettings.Default, Changed(TransactionSettings.Default with { }, property));
        foreach (var property in Changing(typeof(RetryPolicy)))
        {
            yield return (
                Key(property), StepSettings.Default with { Retry = Changed(new RetryPolicy(), property) }, TransactionSettings.Default);
            yield return (
                Key(property),
                StepSettings.Default with { CompensationRetry = Changed(new RetryPolicy(), property) },
                TransactionSettings.Default);
        }
    }

    private static IEnumerable<PropertyInfo> Changing(Type type) =>
        type.GetProperties().Where(property => Changes.ContainsKey(Key(property)));

    private static string Key(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";

    private static T Changed<T>(T options, PropertyInfo property)
    {
        property.SetValue(options, Changes[Key(property)]);
        return options;
    }

    private static TransactionDefinition<Order, Order> One(StepSettings settings, TransactionSettings transaction) => new(
        "t", 1, new SequenceNode("", typeof(Order), typeof(Order), [new StepNode("a", typeof(Order), typeof(Order), new StepBody.Code(new WithUndo()), settings)]),
        transaction);

    private static TransactionBuilder<Order, Order> Each(
        string name, Func<TransactionBuilder<Order, Order>, TransactionBuilder<Order, Order>> each,
        BranchFailurePolicy policy = BranchFailurePolicy.Wait, int? maxConcurrent = null) =>
        Transaction.Define<Order>("t").ForEach(name, order => new[] { order }, each, maxConcurrent, policy);

    private static TransactionBuilder<Order, Order> Two(string first, string second) =>
        Transaction.Define<Order>("t").Step(first, (Order _) => { }).Undo((Order _) => { }).Step(second, (Order _) => { });

    private static TransactionBuilder<Order, Order> Block(
        BranchFailurePolicy policy, params Func<TransactionBuilder<Order, Order>, TransactionBuilder<Order, Order>>[] branches) =>
        Transaction.Define<Order>("t").Concurrent("both", branches, (Order order, IReadOnlyList<Order> _) => order, policy);

    private static string Hash<TIn, TOut>(TransactionBuilder<TIn, TOut> builder) => builder.Build().Hash;

    private static void AllDiffer(params object[] builders)
    {
        var definitions = builders.Select(builder => (TransactionDefinition)builder.GetType().GetMethod("Build")!.Invoke(builder, null)!).ToList();
        var hashes = definitions.Select(definition => definition.Hash).ToList();
        Assert.Equal(hashes.Distinct(), hashes);
        foreach (var (before, after) in definitions.SelectMany(_ => definitions, (before, after) => (before, after)))
            Assert.Equal(before == after, DefinitionDiff.Between(before, after).Count == 0);
    }

    [StateAlias("order")]
    private sealed record Renamed(int Id);

    private sealed class WithUndo : StepCode
    {
        public override bool Compensates => true;

        public override ValueTask<object?> ExecuteAsync(
            IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step) => throw new NotSupportedException();

        public override Task CompensateAsync(IServiceProvider? services, object? state, StepContext step) =>
            throw new NotSupportedException();
    }
}
