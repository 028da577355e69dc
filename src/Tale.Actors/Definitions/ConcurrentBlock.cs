namespace Tale.Actors.Definitions;

/// <summary>A concurrent block with its branches and its join, as <c>Join</c> leaves it.</summary>
/// <typeparam name="TState">The type of the block's input.</typeparam>
/// <typeparam name="TNext">The type of the block's output.</typeparam>
public sealed class ConcurrentBlock<TState, TNext>
{
    private readonly IReadOnlyList<SequenceNode> _branches;
    private readonly Func<object?[], object?> _join;

    internal ConcurrentBlock(IReadOnlyList<SequenceNode> branches, Func<object?[], object?> join)
    {
        _branches = branches;
        _join = join;
    }

    internal ConcurrentNode Node(string name, BranchFailurePolicy onFailure)
    {
        Type[] inputs = [typeof(TState), .. _branches.Select(branch => branch.OutputType)];
        var join = new StepNode(StepPath.JoinName, typeof(TState), typeof(TNext), new StepBody.Join(_join), StepSettings.Default)
        {
            InputTypes = inputs,
        };
        return new ConcurrentNode(name, typeof(TState), typeof(TNext), _branches, join, onFailure);
    }
}
