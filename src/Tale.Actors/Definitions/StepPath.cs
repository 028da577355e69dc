using System.Globalization;

namespace Tale.Actors.Definitions;

/// <summary>How paths are made: names joined by '/', and in a block the branch's or item's number, from 0.</summary>
internal static class StepPath
{
    public const string JoinName = "join";

    public const string ItemsName = "items";

    /// <summary>Stands for an item's number where there are no items yet.</summary>
    public const string AnyItem = "*";

    public static string Child(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    public static string Branch(string block, int index) => $"{block}/{index}";

    /// <summary>Every step below a node with its path, in definition order; those of items once, with '*' for the item's number.</summary>
    public static IEnumerable<(string Path, StepNode Step)> Steps(DefinitionNode node, string path) => node switch
    {
        StepNode step => [(path, step)],
        SequenceNode sequence => sequence.Children.SelectMany(child => Steps(child, Child(path, child.Name))),
        ConcurrentNode block => block.Branches
            .SelectMany((branch, index) => Steps(branch, Branch(path, index)))
            .Append((Child(path, JoinName), block.Join)),
        ForEachNode block => Steps(block.Branch, Child(path, AnyItem))
            .Prepend((Child(path, ItemsName), block.Items))
            .Append((Child(path, JoinName), block.Join)),
        _ => throw node.Unknown(),
    };

    /// <summary>The step at a path, which may name an item by its number or by '*'; null: there is none.</summary>
    public static StepNode? Find(DefinitionNode root, string path)
    {
        DefinitionNode? node = root;
        foreach (var name in path.Split('/'))
            node = node is null ? null : Below(node, name);
        return node as StepNode;
    }

    private static DefinitionNode? Below(DefinitionNode node, string name) => node switch
    {
        StepNode => null,
        SequenceNode sequence => sequence.Children.FirstOrDefault(child => child.Name == name),
        ConcurrentNode block when name == JoinName => block.Join,
        ConcurrentNode block => IsNumber(name, out var index) && index < block.Branches.Count ? block.Branches[index] : null,
        ForEachNode block => name switch
        {
            JoinName => block.Join,
            ItemsName => block.Items,
            _ => name == AnyItem || IsNumber(name, out _) ? block.Branch : null,
        },
        _ => throw node.Unknown(),
    };

    private static bool IsNumber(string name, out int number) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && name == number.ToString(CultureInfo.InvariantCulture);
}
