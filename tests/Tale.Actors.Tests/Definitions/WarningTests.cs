using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What is allowed but should be known beforehand.</summary>
public sealed class WarningTests
{
    [Fact]
    public void A_cancellable_step_that_cannot_be_undone_from_its_input_is_named_by_its_path()
    {
        var warning = Assert.Single(
            Nested(BranchFailurePolicy.FailFast, BranchFailurePolicy.Wait, b => b.Step<PrintReceipt, Receipt>()).Warnings);
        Assert.Contains(
            "step 'inner/both/1/deep/0/print-receipt' can be cancelled by a sibling in the fail-fast block 'inner/both'",
            warning,
            StringComparison.Ordinal);
        Assert.Contains("ICompensateUnknown<Order>", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void In_two_fail_fast_blocks_it_is_named_once() =>
        Assert.Single(Nested(BranchFailurePolicy.FailFast, BranchFailurePolicy.FailFast, b => b.Step<PrintReceipt, Receipt>()).Warnings);

    [Fact]
    public void Nobody_is_warned_of_a_step_that_can_be_undone_or_needs_not_or_is_not_cancelled()
    {
        Assert.Empty(Nested(BranchFailurePolicy.FailFast, BranchFailurePolicy.Wait, b => b.Step<PrintReceiptAndFind, Receipt>()).Warnings);
        Assert.Empty(Nested(BranchFailurePolicy.FailFast, BranchFailurePolicy.Wait, b => b.Step<PrintReceipt, Receipt>(s => s.WithoutCompensation())).Warnings);
        Assert.Empty(Nested(BranchFailurePolicy.Wait, BranchFailurePolicy.Wait, b => b.Step<PrintReceipt, Receipt>()).Warnings);
        Assert.Empty(Transaction.Define<Order>("t").Step<PrintReceipt, Receipt>().Build().Warnings);
    }

    [Fact]
    public void A_function_is_warned_of_until_it_has_an_undo_from_its_input()
    {
        Assert.Contains(".UndoUnknown(...)", Assert.Single(Nested(
            BranchFailurePolicy.FailFast, BranchFailurePolicy.Wait, b =>
                b.Step("print", _ => new Receipt("")).Undo(_ => { })).Warnings), StringComparison.Ordinal);
        Assert.Empty(Nested(
            BranchFailurePolicy.FailFast, BranchFailurePolicy.Wait, b =>
                b.Step("print", _ => new Receipt("")).Undo(_ => { }).UndoUnknown(_ => { })).Warnings);
    }

    [Fact]
    public void Row22_a_step_that_handles_its_retries_but_gets_none_is_named()
    {
        Assert.Contains("step 'patient' handles its own retries, but is never retried", Assert.Single(
            Transaction.Define<Order>("t").Step<Patient>().Build().Warnings), StringComparison.Ordinal);
        Assert.Empty(Transaction.Define<Order>("t").Step<Patient>(step => step.Retry(1)).Build().Warnings);
    }

    private static TransactionDefinition<Order, Order> Nested(
        BranchFailurePolicy outer, BranchFailurePolicy inner, Func<TransactionBuilder<Order, Order>, TransactionBuilder<Order, Receipt>> branch) =>
        Transaction.Define<Order>("t").Sequence("inner", sequence => sequence.Concurrent("both", block => block
            .Branch(first => first.Step<DebitCustomerBalance>())
            .Branch(second => second.Concurrent<Receipt, Receipt>("deep", [branch], (_, receipts) => receipts[0], inner))
            .Join((order, _, _) => order), outer)).Build();

    private sealed class Patient : IRetryStep<Order, Order>
    {
        public Task<Order> ExecuteAsync(Order state, StepContext step) => Task.FromResult(state);

        public Task<Order> RetryAsync(Order state, IReadOnlyList<AttemptFailure> failures, StepContext step) => Task.FromResult(state);

        public Task CompensateAsync(Order output, StepContext step) => Task.CompletedTask;
    }
}
