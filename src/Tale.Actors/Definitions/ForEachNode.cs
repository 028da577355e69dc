namespace Tale.Actors.Definitions;

/// <param name="Items">The step that lists the items; its output type is that of one item.</param>
/// <param name="Branch">What is done with every item, which it gets as its input.</param>
/// <param name="Join">The step that builds the block's output from its input and the branches' outputs.</param>
/// <param name="MaxConcurrent">How many branches are under way at a time; null: all. What it is for a transaction stands in its log.</param>
internal sealed record ForEachNode(
    string Name, Type InputType, Type OutputType, StepNode Items, SequenceNode Branch, StepNode Join, int? MaxConcurrent,
    BranchFailurePolicy FailurePolicy) : DefinitionNode(Name, InputType, OutputType);
