using System.Globalization;
using System.Text;

namespace Tale.Actors.Definitions;

/// <summary>
/// The fingerprint that logs of the first format name: the tree, names, types' aliases, which steps have an undo, which are joins. Must
/// never change.
/// </summary>
internal static class LegacyDefinitionHash
{
    public static string Of(SequenceNode root)
    {
        var text = new StringBuilder();
        Append(text, root);
        return DefinitionHash.Digits(text);
    }

    private static void Append(StringBuilder text, DefinitionNode node)
    {
        text.Append(CultureInfo.InvariantCulture, $"({node.Name}:{Names.AliasOf(node.InputType)}>{Names.AliasOf(node.OutputType)}");
        switch (node)
        {
            case StepNode step:
                text.Append(step.Compensates ? " undo" : " keep").Append(step.Body is StepBody.Join ? " join" : " step");
                break;
            case SequenceNode sequence:
                text.Append(" sequence");
                foreach (var child in sequence.Children)
                    Append(text, child);
                break;
            case ConcurrentNode block:
                text.Append(" concurrent");
                foreach (var branch in block.Branches)
                    Append(text, branch);
                Append(text, block.Join);
                break;
            case ForEachNode:
                text.Append(" for-each");   // no log of that format has any
                break;
            default:
                throw node.Unknown();
        }
        text.Append(')');
    }
}
