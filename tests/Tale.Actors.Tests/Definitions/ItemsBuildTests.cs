using Tale.Actors.Definitions;
using Tale.Actors.Hosting;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What is refused, or warned of, where steps have items or are transactions.</summary>
public sealed class ItemsBuildTests
{
    private static readonly TransactionDefinition<int, int> Child = Transaction.Define<int>("child").Step("x", (int x) => x).Build();

    [Fact]
    public void What_is_wrong_with_items_is_said_all_at_once()
    {
        var error = Assert.Throws<InvalidTransactionDefinitionException>(() => Transaction.Define<int>("t").ForEach(
            "each", x => Enumerable.Range(0, x),
            each => each.WaitFor("go").Step("a", (int x) => x, step => step.Retry(-1)).Step("a", (int x) => x),
            maxConcurrent: 0, onFailure: (BranchFailurePolicy)9).Build());
        Assert.Contains("at most 0 items of 'each' are to be under way at a time; it must be 1 or more", error.Message, StringComparison.Ordinal);
        Assert.Contains("9 is no branch failure policy, in 'each'", error.Message, StringComparison.Ordinal);
        Assert.Contains("step 'each/*/go' waits for a signal for each item, and a signal does not say for which", error.Message, StringComparison.Ordinal);
        Assert.Contains("step 'each/*/a': retry", error.Message, StringComparison.Ordinal);
        Assert.Contains("the name 'each/*/a' is used 2 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_without_steps_are_refused() => Assert.Contains("'each/*' has no steps", Assert.Throws<InvalidTransactionDefinitionException>(
        () => Transaction.Define<int>("t").ForEach("each", x => Enumerable.Range(0, x), each => each).Build()).Message, StringComparison.Ordinal);

    [Fact]
    public void An_item_that_cannot_be_stored_is_refused() => Assert.Contains("is anonymous", Assert.Throws<InvalidTransactionDefinitionException>(
        () => Transaction.Define<int>("t").ForEach("each", x => new[] { new { X = x } }, each => each.Step("a", item => { _ = item; })).Build()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_pivot_among_items_is_refused() => Assert.Contains("stands within a block", Assert.Throws<InvalidTransactionDefinitionException>(
        () => Transaction.Define<int>("t").ForEach("each", x => new[] { x }, each => each.Step("a", (int x) => x, step => step.Pivot())).Build()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_child_is_not_retried_and_one_with_a_pivot_is_warned_of()
    {
        var error = Assert.Throws<InvalidTransactionDefinitionException>(
            () => Transaction.Define<int>("t").Child("c", Child, step => step.Retry(1)).Build());
        Assert.Contains("step 'c' is a transaction, which has one end: retry its steps instead", error.Message, StringComparison.Ordinal);
        var forward = Transaction.Define<int>("forward").Step("x", (int x) => x, step => step.Pivot()).Build();
        Assert.Contains(
            "step 'c' is a transaction with a pivot: once it has completed it cannot be undone",
            Assert.Single(Transaction.Define<int>("t").Child("c", forward).Build().Warnings), StringComparison.Ordinal);
        Assert.Empty(Transaction.Define<int>("t").Child("c", forward, step => step.WithoutCompensation()).Build().Warnings);
        Assert.Contains(
            "step 'c' is a transaction and follows the pivot, where nothing is undone any more: if it goes back, it cannot be tried again",
            Assert.Single(Transaction.Define<int>("t").Step("x", (int x) => x, step => step.Pivot()).Child("c", Child).Build().Warnings), StringComparison.Ordinal);
        Assert.Empty(Transaction.Define<int>("t").Child("c", Child).Step("x", (int x) => x, step => step.Pivot()).Build().Warnings);
    }

    [Fact]
    public void Children_are_registered_with_their_parents_once_also_those_of_children()
    {
        var middle = Transaction.Define<int>("middle").Child("c", Child).Build();
        var options = new TaleOptions()
            .AddTransaction(Transaction.Define<int>("a").Child("m", middle).Child("c", Child).Build()).AddTransaction(middle);
        Assert.Equal(["a v1", "child v1", "middle v1"], options.Definitions.Select(definition => $"{definition}").Order());
    }

    [Fact]
    public void Another_definition_of_a_childs_name_and_version_is_refused()
    {
        var other = Transaction.Define<int>("child").Step("y", (int x) => x).Build();
        var options = new TaleOptions().AddTransaction(Transaction.Define<int>("a").Child("c", Child).Build()).AddTransaction(other);
        Assert.Contains(
            "child v1 is registered twice", Assert.Throws<InvalidOperationException>(() => new TransactionRegistry(options.Definitions)).Message,
            StringComparison.Ordinal);
    }
}
