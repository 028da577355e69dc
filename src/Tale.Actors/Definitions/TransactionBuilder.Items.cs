namespace Tale.Actors.Definitions;

// The same steps for as many items as this transaction has.
public partial class TransactionBuilder<TIn, TState>
{
    /// <summary>
    /// Adds the same steps for every item of a list that the state gives, and builds the next state from their outputs. The list is asked for
    /// when the block is reached, and is then fixed in the log. It may be empty. An item's steps are undone as a branch of a concurrent block
    /// is.
    /// </summary>
    /// <typeparam name="TItem">The type of an item: the state that its first step gets. It is stored.</typeparam>
    /// <typeparam name="TOut">The type of what its last step leaves.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Item n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="items">
    /// Lists the items. Pure: it may run again after a crash, until its list is stored. If it throws, the step <c>{name}/items</c> has failed.
    /// At most <c>tale.max-items</c> (10,000); all together not larger than <c>tale.max-payload-bytes</c> (1 MiB).
    /// </param>
    /// <param name="branch">Adds the steps of one item. A wait for a signal cannot be among them: a signal does not say for which item it is.</param>
    /// <param name="join">
    /// Builds the next state from the block's input and the outputs in the items' order. Pure: it may run again after a crash.
    /// </param>
    /// <param name="maxConcurrent">
    /// How many items are under way at a time, forward and on the way back; 1: one after the other, undone in reverse order. Default: all. It
    /// may change without a new version; a list that is stored keeps what it began with.
    /// </param>
    /// <param name="onFailure">What happens to the others when an item fails. Default: those under way may finish. None is begun.</param>
    public TransactionBuilder<TIn, TNext> ForEach<TItem, TOut, TNext>(
        string name,
        Func<TState, IEnumerable<TItem>> items,
        Func<TransactionBuilder<TItem, TItem>, TransactionBuilder<TItem, TOut>> branch,
        Func<TState, IReadOnlyList<TOut>, TNext> join,
        int? maxConcurrent = null,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(join);
        var list = new StepNode(
            StepPath.ItemsName, typeof(TState), typeof(TItem), new StepBody.Items(input => Boxed(items((TState)input!))), StepSettings.Default);
        var end = new StepNode(
            StepPath.JoinName, typeof(TState), typeof(TNext),
            new StepBody.Join(inputs => join((TState)inputs[0]!, [.. inputs.Skip(1).Select(output => (TOut)output!)])), StepSettings.Default)
        {
            InputTypes = [typeof(TState), typeof(TOut)],
        };
        var steps = TransactionBuilder<TItem, TItem>.Nested(StepPath.AnyItem, branch);
        return Add<TNext>(new ForEachNode(name, typeof(TState), typeof(TNext), list, steps, end, maxConcurrent, onFailure));
    }

    /// <summary>Adds the same steps for every item of a list that the state gives, and keeps the state. Otherwise as the other one.</summary>
    /// <typeparam name="TItem">The type of an item: the state that its first step gets. It is stored.</typeparam>
    /// <typeparam name="TOut">The type of what its last step leaves.</typeparam>
    /// <param name="name">The block's name. Item n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="items">Lists the items. Pure: it may run again after a crash, until its list is stored.</param>
    /// <param name="branch">Adds the steps of one item.</param>
    /// <param name="maxConcurrent">How many items are under way at a time. Default: all.</param>
    /// <param name="onFailure">What happens to the others when an item fails. Default: those under way may finish. None is begun.</param>
    public TransactionBuilder<TIn, TState> ForEach<TItem, TOut>(
        string name,
        Func<TState, IEnumerable<TItem>> items,
        Func<TransactionBuilder<TItem, TItem>, TransactionBuilder<TItem, TOut>> branch,
        int? maxConcurrent = null,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait) =>
        ForEach(name, items, branch, (state, _) => state, maxConcurrent, onFailure);

    private static IEnumerable<object?>? Boxed<TItem>(IEnumerable<TItem>? items) => items?.Select(item => (object?)item);
}
