namespace Tale.Actors.Definitions;

internal sealed record SequenceNode(string Name, Type InputType, Type OutputType, IReadOnlyList<DefinitionNode> Children)
    : DefinitionNode(Name, InputType, OutputType);
