namespace Tale.Actors.Definitions;

/// <summary>A definition is a tree of sequences, concurrent blocks and steps.</summary>
internal abstract record DefinitionNode(string Name, Type InputType, Type OutputType)
{
    /// <summary>For the default of a switch over the kinds.</summary>
    public InvalidOperationException Unknown() => new($"Unknown kind of node {GetType().Name}.");
}
