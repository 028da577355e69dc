namespace Tale.Actors.Definitions;

/// <summary>A definition is a tree of sequences, concurrent blocks and steps.</summary>
internal abstract record DefinitionNode(string Name, Type InputType, Type OutputType)
{
    /// <summary>For the default of a switch over the kinds.</summary>
    public InvalidOperationException Unknown() => new($"Unknown kind of node {GetType().Name}.");
}

internal sealed record SequenceNode(string Name, Type InputType, Type OutputType, IReadOnlyList<DefinitionNode> Children)
    : DefinitionNode(Name, InputType, OutputType);

/// <param name="Branches">In definition order; every branch is a sequence and gets the block's input.</param>
/// <param name="Join">The step that builds the block's output from its input and the branches' outputs.</param>
internal sealed record ConcurrentNode(
    string Name, Type InputType, Type OutputType, IReadOnlyList<SequenceNode> Branches, StepNode Join, BranchFailurePolicy FailurePolicy)
    : DefinitionNode(Name, InputType, OutputType);

internal sealed record StepNode(string Name, Type InputType, Type OutputType, StepBody Body, StepSettings Settings)
    : DefinitionNode(Name, InputType, OutputType)
{
    /// <summary>A join gets several inputs: the block's input, then every branch's output.</summary>
    public IReadOnlyList<Type> InputTypes { get; init; } = [InputType];

    /// <summary>Whether its input can stand for its output.</summary>
    public bool KeepsType => InputTypes.Count == 1 && InputType == OutputType;

    public bool Compensates => Settings.Compensates && Body.Compensates;

    /// <summary>Whether it can be undone when nobody knows whether it took effect.</summary>
    public bool CompensatesUnknown => Compensates && (InputType == OutputType || Body.CompensatesUnknown);
}
