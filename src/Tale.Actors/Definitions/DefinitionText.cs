using System.Globalization;
using System.Text;

namespace Tale.Actors.Definitions;

/// <summary>A definition as text for people: a line for each step and block, indented as they are nested.</summary>
internal static class DefinitionText
{
    public static string Of(TransactionDefinition definition)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{definition}: {Names.AliasOf(definition.InputType)} -> {Names.AliasOf(definition.OutputType)}\n");
        foreach (var child in definition.Root.Children)
            Add(text, child, 1);
        return text.ToString();
    }

    /// <summary>What a step does besides being executed, such as <c>2 retries, undo</c>.</summary>
    public static string Remark(StepNode step)
    {
        var retries = step.Settings.Retry.MaxRetries;
        string?[] remarks =
        [
            step.Body switch
            {
                StepBody.Code or StepBody.Join or StepBody.Items => null,
                StepBody.Signal => "waits for a signal",
                StepBody.Delay delay => $"waits for {delay.Duration}",
                StepBody.Child child => $"transaction {child.Definition}",
                StepBody.Participant participant => $"participant {participant.Address}",
                var other => other.Kind,
            },
            retries switch { 0 => null, 1 => "1 retry", int.MaxValue => "retries for ever", _ => $"{retries} retries" },
            step.Settings.IsPivot ? "pivot" : null,
            !step.TakesEffect ? null : step.Compensates ? "undo" : "no undo",
        ];
        return string.Join(", ", remarks.Where(remark => remark is not null));
    }

    /// <summary>What becomes of a block's other branches when one fails.</summary>
    public static string Remark(ConcurrentNode block) =>
        block.FailurePolicy == BranchFailurePolicy.FailFast ? "concurrent, a failure cancels the others" : "concurrent";

    /// <summary>How the items of a block are gone through.</summary>
    public static string Remark(ForEachNode block) => block switch
    {
        { MaxConcurrent: 1 } => "for each item, one after the other",
        { MaxConcurrent: { } most } => $"for each item, {most} at a time{OnFailure(block)}",
        _ => $"for each item, concurrent{OnFailure(block)}",
    };

    private static string OnFailure(ForEachNode block) =>
        block.FailurePolicy == BranchFailurePolicy.FailFast ? ", a failure cancels the others" : "";

    private static void Add(StringBuilder text, DefinitionNode node, int depth)
    {
        switch (node)
        {
            case StepNode step:
                var remark = Remark(step);
                Line(text, depth, remark.Length == 0 ? step.Name : $"{step.Name} ({remark})");
                break;
            case SequenceNode sequence:
                Line(text, depth, sequence.Name);
                foreach (var child in sequence.Children)
                    Add(text, child, depth + 1);
                break;
            case ConcurrentNode block:
                Line(text, depth, $"{block.Name} ({Remark(block)})");
                foreach (var (branch, index) in block.Branches.Select((branch, index) => (branch, index)))
                {
                    Line(text, depth + 1, $"{index}");
                    foreach (var child in branch.Children)
                        Add(text, child, depth + 2);
                }
                Add(text, block.Join, depth + 1);
                break;
            case ForEachNode block:
                Line(text, depth, $"{block.Name} ({Remark(block)})");
                Line(text, depth + 1, StepPath.AnyItem);
                foreach (var child in block.Branch.Children)
                    Add(text, child, depth + 2);
                Add(text, block.Join, depth + 1);
                break;
            default:
                throw node.Unknown();
        }
    }

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', 2 * depth).Append(line).Append('\n');
}
