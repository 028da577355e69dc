namespace Tale.Actors.Definitions;

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
        _ => throw node.Unknown(),
    };
}
