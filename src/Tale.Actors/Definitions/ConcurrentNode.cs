namespace Tale.Actors.Definitions;

/// <param name="Branches">In definition order; every branch is a sequence and gets the block's input.</param>
/// <param name="Join">The step that builds the block's output from its input and the branches' outputs.</param>
internal sealed record ConcurrentNode(
    string Name, Type InputType, Type OutputType, IReadOnlyList<SequenceNode> Branches, StepNode Join, BranchFailurePolicy FailurePolicy)
    : DefinitionNode(Name, InputType, OutputType);
