using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>The hash changes exactly when running transactions could not go on.</summary>
public sealed class HashTests
{
    private static readonly string Original = Hash(Two("a", "b"));

    [Fact]
    public void It_is_the_same_in_every_process_and_version_of_Tale() => Assert.Equal("9e5870143aaa19d0", Original);

    [Fact]
    public void Numbers_code_and_name_do_not_change_it()
    {
        Assert.Equal(Original, Hash(Two("a", "b")));
        Assert.Equal(Original, Hash(Transaction.Define<Order>("other", 7)
            .Step("a", (Order order) => order with { Id = 9 }, (Order _) => { }, step => step.Retry(5).RetryCompensation(RetryPolicy.None).Decide(_ => Akka.Actor.Directive.Stop))
            .Step("b", (Order _) => { })));
    }

    [Fact]
    public void Names_order_and_number_of_steps_change_it() => AllDiffer(
        Two("a", "b"), Two("b", "a"), Two("a", "c"), Transaction.Define<Order>("t").Step("a", (Order _) => { }, (Order _) => { }),
        Two("a", "b").Step("c", (Order _) => { }));

    [Fact]
    public void Types_and_undos_change_it() => AllDiffer(
        Two("a", "b"),
        Transaction.Define<Order>("t").Step("a", (Order _) => { }).Step("b", (Order _) => { }),
        Transaction.Define<Order>("t").Step("a", (Order _) => { }, (Order _) => { }, step => step.WithoutCompensation()).Step("b", (Order _) => { }, (Order _) => { }),
        Transaction.Define<Receipt>("t").Step("a", (Receipt _) => { }, (Receipt _) => { }).Step("b", (Receipt _) => { }));

    [Fact]
    public void The_tree_changes_it() => AllDiffer(
        Two("a", "b"),
        Transaction.Define<Order>("t").Sequence("s", s => s.Step("a", (Order _) => { }, (Order _) => { }).Step("b", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { }), b => b.Step("b", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("b", (Order _) => { }), b => b.Step("a", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { }).Step("b", (Order _) => { })),
        Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { })));

    [Fact]
    public void What_a_block_does_on_failure_does_not_change_it() => Assert.Equal(
        Hash(Block(BranchFailurePolicy.Wait, b => b.Step("a", (Order _) => { }))), Hash(Block(BranchFailurePolicy.FailFast, b => b.Step("a", (Order _) => { }))));

    [Fact]
    public void A_participant_and_code_are_interchangeable() => Assert.Equal(
        Hash(Transaction.Define<Order>("t").Step("a", (Order _) => { }, (Order _) => { })),
        Hash(Transaction.Define<Order>("t").Participant("a", ParticipantAddress.AtPath("/user/a"))));

    private static TransactionBuilder<Order, Order> Two(string first, string second) =>
        Transaction.Define<Order>("t").Step(first, (Order _) => { }, (Order _) => { }).Step(second, (Order _) => { });

    private static TransactionBuilder<Order, Order> Block(
        BranchFailurePolicy policy, params Func<TransactionBuilder<Order, Order>, TransactionBuilder<Order, Order>>[] branches) =>
        Transaction.Define<Order>("t").Concurrent("both", branches, (Order order, IReadOnlyList<Order> _) => order, policy);

    private static string Hash<TIn, TOut>(TransactionBuilder<TIn, TOut> builder) => builder.Build().Hash;

    private static void AllDiffer(params object[] builders)
    {
        var hashes = builders.Select(builder => ((TransactionDefinition)builder.GetType().GetMethod("Build")!.Invoke(builder, null)!).Hash).ToList();
        Assert.Equal(hashes.Distinct(), hashes);
    }
}
