namespace Tale.Actors.Definitions;

/// <summary>A definition is a tree of sequences, concurrent blocks and steps.</summary>
internal abstract record DefinitionNode(string Name, Type InputType, Type OutputType);

internal sealed record SequenceNode(string Name, Type InputType, Type OutputType, IReadOnlyList<DefinitionNode> Children)
    : DefinitionNode(Name, InputType, OutputType);

/// <param name="Branches">In definition order; every branch is a sequence and gets the block's input.</param>
/// <param name="Join">The step that builds the block's output from its input and the branches' outputs.</param>
internal sealed record ConcurrentNode(
    string Name, Type InputType, Type OutputType, IReadOnlyList<SequenceNode> Branches, StepNode Join, BranchFailurePolicy FailurePolicy)
    : DefinitionNode(Name, InputType, OutputType);

/// <param name="Code">Null when a participant plays the step.</param>
/// <param name="Participant">Null when code plays the step.</param>
internal sealed record StepNode(
    string Name, Type InputType, Type OutputType, StepCode? Code, ParticipantAddress? Participant, StepOptions Options)
    : DefinitionNode(Name, InputType, OutputType)
{
    /// <summary>A join gets several inputs: the block's input, then every branch's output.</summary>
    public IReadOnlyList<Type> InputTypes { get; init; } = [InputType];

    public bool Compensates => Options.Compensates && (Participant is not null || Code!.Compensates);

    /// <summary>Whether it can be undone when nobody knows whether it took effect.</summary>
    public bool CompensatesUnknown => Compensates && (InputType == OutputType || Code is { CompensatesUnknown: true });
}

/// <summary>How paths are made: names joined by '/', and in a concurrent block the branch's number, from 0.</summary>
internal static class StepPath
{
    public const string JoinName = "join";

    public static string Child(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    public static string Branch(string block, int index) => $"{block}/{index}";

    /// <summary>Every step below a node with its path, in definition order.</summary>
    public static IEnumerable<(string Path, StepNode Step)> Steps(DefinitionNode node, string path) => node switch
    {
        StepNode step => [(path, step)],
        SequenceNode sequence => sequence.Children.SelectMany(child => Steps(child, Child(path, child.Name))),
        ConcurrentNode block => block.Branches
            .SelectMany((branch, index) => Steps(branch, Branch(path, index)))
            .Append((Child(path, JoinName), block.Join)),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };
}
