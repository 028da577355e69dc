namespace Tale.Actors.Definitions;

// One class for every number of branches, so that the join sees each branch's type. More than seven, or a number that is not known: the
// other Concurrent.

/// <summary>A concurrent block without branches yet.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
public sealed class Branches<TState>
{
    internal Branches()
    {
    }

    /// <summary>Adds the first branch.</summary>
    /// <typeparam name="T1">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1> Branch<T1>(Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T1>> steps) =>
        new(BranchList<TState>.Empty.With(steps));
}

/// <summary>A concurrent block with one branch so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
public sealed class Branches<TState, T1>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Adds the second branch.</summary>
    /// <typeparam name="T2">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1, T2> Branch<T2>(
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T2>> steps) => new(_branches.With(steps));
}

/// <summary>A concurrent block with two branches so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
/// <typeparam name="T2">The type of the second branch's output.</typeparam>
public sealed class Branches<TState, T1, T2>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Adds the third branch.</summary>
    /// <typeparam name="T3">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1, T2, T3> Branch<T3>(
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T3>> steps) => new(_branches.With(steps));

    /// <summary>Joins the branches when all have ended.</summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="join">
    /// Builds the next state from the block's input and the branches' outputs. Pure: it may run again after a crash.
    /// </param>
    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<TState, T1, T2, TNext> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return _branches.Join<TNext>(inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!));
    }
}

/// <summary>A concurrent block with three branches so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
/// <typeparam name="T2">The type of the second branch's output.</typeparam>
/// <typeparam name="T3">The type of the third branch's output.</typeparam>
public sealed class Branches<TState, T1, T2, T3>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Adds the fourth branch.</summary>
    /// <typeparam name="T4">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1, T2, T3, T4> Branch<T4>(
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T4>> steps) => new(_branches.With(steps));

    /// <summary>Joins the branches when all have ended.</summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="join">
    /// Builds the next state from the block's input and the branches' outputs. Pure: it may run again after a crash.
    /// </param>
    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<TState, T1, T2, T3, TNext> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return _branches.Join<TNext>(inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!));
    }
}

/// <summary>A concurrent block with four branches so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
/// <typeparam name="T2">The type of the second branch's output.</typeparam>
/// <typeparam name="T3">The type of the third branch's output.</typeparam>
/// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
public sealed class Branches<TState, T1, T2, T3, T4>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Adds the fifth branch.</summary>
    /// <typeparam name="T5">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1, T2, T3, T4, T5> Branch<T5>(
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T5>> steps) => new(_branches.With(steps));

    /// <summary>Joins the branches when all have ended.</summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="join">
    /// Builds the next state from the block's input and the branches' outputs. Pure: it may run again after a crash.
    /// </param>
    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<TState, T1, T2, T3, T4, TNext> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return _branches.Join<TNext>(inputs => join((TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!, (T4)inputs[4]!));
    }
}

/// <summary>A concurrent block with five branches so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
/// <typeparam name="T2">The type of the second branch's output.</typeparam>
/// <typeparam name="T3">The type of the third branch's output.</typeparam>
/// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
/// <typeparam name="T5">The type of the fifth branch's output.</typeparam>
public sealed class Branches<TState, T1, T2, T3, T4, T5>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Adds the sixth branch.</summary>
    /// <typeparam name="T6">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1, T2, T3, T4, T5, T6> Branch<T6>(
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T6>> steps) => new(_branches.With(steps));

    /// <summary>Joins the branches when all have ended.</summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="join">
    /// Builds the next state from the block's input and the branches' outputs. Pure: it may run again after a crash.
    /// </param>
    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<TState, T1, T2, T3, T4, T5, TNext> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return _branches.Join<TNext>(inputs => join(
            (TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!,
            (T3)inputs[3]!, (T4)inputs[4]!, (T5)inputs[5]!));
    }
}

/// <summary>A concurrent block with six branches so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
/// <typeparam name="T2">The type of the second branch's output.</typeparam>
/// <typeparam name="T3">The type of the third branch's output.</typeparam>
/// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
/// <typeparam name="T5">The type of the fifth branch's output.</typeparam>
/// <typeparam name="T6">The type of the sixth branch's output.</typeparam>
public sealed class Branches<TState, T1, T2, T3, T4, T5, T6>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Adds the seventh branch.</summary>
    /// <typeparam name="T7">The type of the branch's output.</typeparam>
    /// <param name="steps">Adds the branch's steps.</param>
    public Branches<TState, T1, T2, T3, T4, T5, T6, T7> Branch<T7>(
        Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, T7>> steps) => new(_branches.With(steps));

    /// <summary>Joins the branches when all have ended.</summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="join">
    /// Builds the next state from the block's input and the branches' outputs. Pure: it may run again after a crash.
    /// </param>
    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<TState, T1, T2, T3, T4, T5, T6, TNext> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return _branches.Join<TNext>(inputs => join(
            (TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!,
            (T4)inputs[4]!, (T5)inputs[5]!, (T6)inputs[6]!));
    }
}

/// <summary>A concurrent block with seven branches so far.</summary>
/// <typeparam name="TState">The type of the block's input, which every branch gets.</typeparam>
/// <typeparam name="T1">The type of the first branch's output.</typeparam>
/// <typeparam name="T2">The type of the second branch's output.</typeparam>
/// <typeparam name="T3">The type of the third branch's output.</typeparam>
/// <typeparam name="T4">The type of the fourth branch's output.</typeparam>
/// <typeparam name="T5">The type of the fifth branch's output.</typeparam>
/// <typeparam name="T6">The type of the sixth branch's output.</typeparam>
/// <typeparam name="T7">The type of the seventh branch's output.</typeparam>
public sealed class Branches<TState, T1, T2, T3, T4, T5, T6, T7>
{
    private readonly BranchList<TState> _branches;

    internal Branches(BranchList<TState> branches) => _branches = branches;

    /// <summary>Joins the branches when all have ended.</summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="join">
    /// Builds the next state from the block's input and the branches' outputs. Pure: it may run again after a crash.
    /// </param>
    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<TState, T1, T2, T3, T4, T5, T6, T7, TNext> join)
    {
        ArgumentNullException.ThrowIfNull(join);
        return _branches.Join<TNext>(inputs => join(
            (TState)inputs[0]!, (T1)inputs[1]!, (T2)inputs[2]!, (T3)inputs[3]!,
            (T4)inputs[4]!, (T5)inputs[5]!, (T6)inputs[6]!, (T7)inputs[7]!));
    }
}
