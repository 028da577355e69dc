namespace Tale.Actors.Definitions;

// Concurrent blocks: every branch gets the same state; the join builds the next state from that state and the branches' outputs, in definition order.
public sealed partial class TransactionBuilder<TIn, TState>
{
    /// <summary>Adds any number of branches that run at the same time and have outputs of one type.</summary>
    /// <typeparam name="TBranch">The type of every branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="branches">Adds each branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<TBranch, TNext>(
        string name,
        IEnumerable<Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, TBranch>>> branches,
        Func<TState, IReadOnlyList<TBranch>, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [.. branches.Select((branch, index) => Nested(BranchName(index), branch))],
            inputs => join((TState)inputs[0]!, [.. inputs.Skip(1).Select(output => (TBranch)output!)]), onFailure);
    }

    /// <summary>Adds two branches that run at the same time and may have outputs of different types.</summary>
    /// <typeparam name="T1">The type of the first branch's output.</typeparam>
    /// <typeparam name="T2">The type of the second branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="first">Adds the first branch's steps.</param>
    /// <param name="second">Adds the second branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<T1, T2, TNext>(
        string name,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> first,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> second,
        Func<TState, T1, T2, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [Nested(BranchName(0), first), Nested(BranchName(1), second)],
            inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!), onFailure);
    }

    /// <summary>Adds three branches that run at the same time and may have outputs of different types.</summary>
    /// <typeparam name="T1">The type of the first branch's output.</typeparam>
    /// <typeparam name="T2">The type of the second branch's output.</typeparam>
    /// <typeparam name="T3">The type of the third branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="first">Adds the first branch's steps.</param>
    /// <param name="second">Adds the second branch's steps.</param>
    /// <param name="third">Adds the third branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<T1, T2, T3, TNext>(
        string name,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> first,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> second,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T3>> third,
        Func<TState, T1, T2, T3, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [Nested(BranchName(0), first), Nested(BranchName(1), second), Nested(BranchName(2), third)],
            inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!), onFailure);
    }

    /// <summary>Adds four branches that run at the same time and may have outputs of different types.</summary>
    /// <typeparam name="T1">The type of the first branch's output.</typeparam>
    /// <typeparam name="T2">The type of the second branch's output.</typeparam>
    /// <typeparam name="T3">The type of the third branch's output.</typeparam>
    /// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="first">Adds the first branch's steps.</param>
    /// <param name="second">Adds the second branch's steps.</param>
    /// <param name="third">Adds the third branch's steps.</param>
    /// <param name="fourth">Adds the fourth branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<T1, T2, T3, T4, TNext>(
        string name,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> first,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> second,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T3>> third,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T4>> fourth,
        Func<TState, T1, T2, T3, T4, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [Nested(BranchName(0), first), Nested(BranchName(1), second), Nested(BranchName(2), third), Nested(BranchName(3), fourth)],
            inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!, (T4)inputs[4]!), onFailure);
    }

    /// <summary>Adds five branches that run at the same time and may have outputs of different types.</summary>
    /// <typeparam name="T1">The type of the first branch's output.</typeparam>
    /// <typeparam name="T2">The type of the second branch's output.</typeparam>
    /// <typeparam name="T3">The type of the third branch's output.</typeparam>
    /// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
    /// <typeparam name="T5">The type of the fifth branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="first">Adds the first branch's steps.</param>
    /// <param name="second">Adds the second branch's steps.</param>
    /// <param name="third">Adds the third branch's steps.</param>
    /// <param name="fourth">Adds the fourth branch's steps.</param>
    /// <param name="fifth">Adds the fifth branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<T1, T2, T3, T4, T5, TNext>(
        string name,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> first,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> second,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T3>> third,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T4>> fourth,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T5>> fifth,
        Func<TState, T1, T2, T3, T4, T5, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [Nested(BranchName(0), first), Nested(BranchName(1), second), Nested(BranchName(2), third), Nested(BranchName(3), fourth), Nested(BranchName(4), fifth)],
            inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!, (T4)inputs[4]!, (T5)inputs[5]!), onFailure);
    }

    /// <summary>Adds six branches that run at the same time and may have outputs of different types.</summary>
    /// <typeparam name="T1">The type of the first branch's output.</typeparam>
    /// <typeparam name="T2">The type of the second branch's output.</typeparam>
    /// <typeparam name="T3">The type of the third branch's output.</typeparam>
    /// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
    /// <typeparam name="T5">The type of the fifth branch's output.</typeparam>
    /// <typeparam name="T6">The type of the sixth branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="first">Adds the first branch's steps.</param>
    /// <param name="second">Adds the second branch's steps.</param>
    /// <param name="third">Adds the third branch's steps.</param>
    /// <param name="fourth">Adds the fourth branch's steps.</param>
    /// <param name="fifth">Adds the fifth branch's steps.</param>
    /// <param name="sixth">Adds the sixth branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<T1, T2, T3, T4, T5, T6, TNext>(
        string name,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> first,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> second,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T3>> third,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T4>> fourth,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T5>> fifth,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T6>> sixth,
        Func<TState, T1, T2, T3, T4, T5, T6, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [Nested(BranchName(0), first), Nested(BranchName(1), second), Nested(BranchName(2), third), Nested(BranchName(3), fourth), Nested(BranchName(4), fifth), Nested(BranchName(5), sixth)],
            inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!, (T4)inputs[4]!, (T5)inputs[5]!, (T6)inputs[6]!), onFailure);
    }

    /// <summary>Adds seven branches that run at the same time and may have outputs of different types.</summary>
    /// <typeparam name="T1">The type of the first branch's output.</typeparam>
    /// <typeparam name="T2">The type of the second branch's output.</typeparam>
    /// <typeparam name="T3">The type of the third branch's output.</typeparam>
    /// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
    /// <typeparam name="T5">The type of the fifth branch's output.</typeparam>
    /// <typeparam name="T6">The type of the sixth branch's output.</typeparam>
    /// <typeparam name="T7">The type of the seventh branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="first">Adds the first branch's steps.</param>
    /// <param name="second">Adds the second branch's steps.</param>
    /// <param name="third">Adds the third branch's steps.</param>
    /// <param name="fourth">Adds the fourth branch's steps.</param>
    /// <param name="fifth">Adds the fifth branch's steps.</param>
    /// <param name="sixth">Adds the sixth branch's steps.</param>
    /// <param name="seventh">Adds the seventh branch's steps.</param>
    /// <param name="join">Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<T1, T2, T3, T4, T5, T6, T7, TNext>(
        string name,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> first,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> second,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T3>> third,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T4>> fourth,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T5>> fifth,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T6>> sixth,
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T7>> seventh,
        Func<TState, T1, T2, T3, T4, T5, T6, T7, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(join);
        return AddBlock<TNext>(
            name, [Nested(BranchName(0), first), Nested(BranchName(1), second), Nested(BranchName(2), third), Nested(BranchName(3), fourth), Nested(BranchName(4), fifth), Nested(BranchName(5), sixth), Nested(BranchName(6), seventh)],
            inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!, (T4)inputs[4]!, (T5)inputs[5]!, (T6)inputs[6]!, (T7)inputs[7]!), onFailure);
    }

    private static string BranchName(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private TransactionBuilder<TIn, TNext> AddBlock<TNext>(
        string name, SequenceNode[] branches, Func<object?[], object?> join, BranchFailurePolicy onFailure)
    {
        Type[] inputs = [typeof(TState), .. branches.Select(branch => branch.OutputType)];
        var joinStep = new StepNode(StepPath.JoinName, typeof(TState), typeof(TNext), new StepBody.Join(join), StepSettings.Default) { InputTypes = inputs };
        return Add<TNext>(new ConcurrentNode(name, typeof(TState), typeof(TNext), branches, joinStep, onFailure));
    }
}
