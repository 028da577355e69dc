using System.Security.Cryptography;
using System.Text;

namespace Tale.Actors.Definitions;

/// <summary>The fingerprint of a definition's shape.</summary>
internal static class DefinitionHash
{
    /// <summary>16 hexadecimal digits over the tree: kinds, names, order, types' aliases, and which steps have an undo.</summary>
    public static string Of(TransactionDefinition definition)
    {
        var text = new StringBuilder();
        Append(text, definition.Root);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static void Append(StringBuilder text, DefinitionNode node)
    {
        text.Append('(').Append(node.Name).Append(':').Append(Names.AliasOf(node.InputType)).Append('>').Append(Names.AliasOf(node.OutputType));
        switch (node)
        {
            case StepNode step:
                text.Append(step.Compensates ? " undo" : " keep").Append(step.Code is JoinCode ? " join" : " step");
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
        }
        text.Append(')');
    }
}
