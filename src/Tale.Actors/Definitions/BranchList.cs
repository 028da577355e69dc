using System.Collections.Immutable;
using System.Globalization;

namespace Tale.Actors.Definitions;

/// <summary>The branches of a concurrent block so far, named by their numbers.</summary>
internal sealed record BranchList<TState>(ImmutableList<SequenceNode> Nodes)
{
    public static readonly BranchList<TState> Empty = new(ImmutableList<SequenceNode>.Empty);

    public BranchList<TState> With<TBranch>(Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, TBranch>> steps) =>
        new(Nodes.Add(TransactionBuilder<TState, TState>.Nested(Nodes.Count.ToString(CultureInfo.InvariantCulture), steps)));

    public ConcurrentBlock<TState, TNext> Join<TNext>(Func<object?[], object?> join) => new(Nodes, join);
}
