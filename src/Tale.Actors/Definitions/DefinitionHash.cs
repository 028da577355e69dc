using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tale.Actors.Definitions;

/// <summary>
/// The fingerprint of everything in a definition by which a log is read and continued: the tree, names, kinds of body, types' aliases,
/// undos, retry policies and failure policies. Not code, and so neither deciders nor a participant's address, which is looked up for every
/// attempt; and not what a log says for itself, such as how many items are under way at a time.
/// </summary>
internal static class DefinitionHash
{
    public static string Of(SequenceNode root, TransactionSettings settings)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"compensation failure {settings.CompensationFailurePolicy} ");
        Append(text, root);
        return Digits(text);
    }

    /// <summary>16 hexadecimal digits.</summary>
    public static string Digits(StringBuilder text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];

    private static void Append(StringBuilder text, DefinitionNode node)
    {
        text.Append(CultureInfo.InvariantCulture, $"({node.Name}:{Names.AliasOf(node.InputType)}>{Names.AliasOf(node.OutputType)}");
        switch (node)
        {
            case StepNode step:
                AppendStep(text, step);
                break;
            case SequenceNode sequence:
                text.Append(" sequence");
                foreach (var child in sequence.Children)
                    Append(text, child);
                break;
            case ConcurrentNode block:
                text.Append(" concurrent ").Append(block.FailurePolicy);
                foreach (var branch in block.Branches)
                    Append(text, branch);
                Append(text, block.Join);
                break;
            case ForEachNode block:
                text.Append(" for-each ").Append(block.FailurePolicy);
                Append(text, block.Items);
                Append(text, block.Branch);
                Append(text, block.Join);
                break;
            default:
                throw node.Unknown();
        }
        text.Append(')');
    }

    private static void AppendStep(StringBuilder text, StepNode step)
    {
        text.Append(' ').Append(step.Body.Kind);
        text.Append(step.Compensates ? " undo" : "");
        text.Append(step.CompensatesUnknown ? " undo-unknown" : "");
        text.Append(step.KeepsType ? " keeps-type" : "");
        AppendPolicy(text.Append(" retry "), step.Settings.Retry);
        AppendPolicy(text.Append(" retry-undo "), step.Settings.CompensationRetry);
        // What was not there at first is only said where it differs: the definitions of logs that are there already keep their fingerprints.
        if (step.UnknownOutcome != UnknownOutcomePolicy.Compensate)
            text.Append(" if-unknown ").Append(step.UnknownOutcome);
        text.Append(step.Settings.IsPivot ? " pivot" : "");
        if (step.Body is StepBody.Child { Definition: var child })
            text.Append(CultureInfo.InvariantCulture, $" of {child.Name},{child.Version}");
        if (step.Body is StepBody.Signal { PayloadType: { } payload })
            text.Append(" payload ").Append(Names.AliasOf(payload));
    }

    private static void AppendPolicy(StringBuilder text, RetryPolicy policy) => text.Append(
        CultureInfo.InvariantCulture,
        $"{policy.MaxRetries},{policy.InitialDelay.Ticks},{policy.BackoffFactor:R},{policy.MaxDelay.Ticks},{policy.Jitter:R}");
}
