using System.Globalization;
using System.Text;

namespace Tale.Actors.Definitions;

/// <summary>
/// A definition as a Mermaid flowchart: a box for each step, a frame for each block. Boxes are numbered, so no name can be taken
/// for a word of the language; in labels everything that Mermaid or HTML would read as its own is escaped.
/// </summary>
internal sealed class DefinitionMermaid
{
    private readonly StringBuilder _text = new();
    private int _boxes;
    private int _frames;

    public static string Of(TransactionDefinition definition)
    {
        var chart = new DefinitionMermaid();
        chart._text.Append("flowchart TD\n");
        chart.Line(1, $"start([\"{Escaped(definition.ToString())}\"])");
        var last = chart.Add(definition.Root, ["start"], 1);
        chart.Line(1, "done([\"completed\"])");
        chart.Arrows(last, "done", 1);
        return chart._text.ToString();
    }

    /// <summary>The text of a label. A quote would end it, and <c>&lt;</c>, <c>&amp;</c> and <c>#</c> begin something else in it.</summary>
    public static string Escaped(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var c in label)
        {
            if (char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or ',' or '_' or ':' or '/' or '(' or ')' or '@' or '+')
                text.Append(c);
            else
                text.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
        }
        return text.ToString();
    }

    /// <param name="from">The boxes that lead to the node.</param>
    /// <returns>The boxes that lead on.</returns>
    private IReadOnlyList<string> Add(DefinitionNode node, IReadOnlyList<string> from, int depth) => node switch
    {
        StepNode step => Add(step, from, depth),
        SequenceNode sequence => sequence.Children.Aggregate(from, (last, child) => Add(child, last, depth)),
        ConcurrentNode block => Framed(
            $"{block.Name} ({DefinitionText.Remark(block)})", depth,
            () => Add(block.Join, [.. block.Branches.SelectMany(branch => Add(branch, from, depth + 1))], depth + 1)),
        ForEachNode block => Framed(
            $"{block.Name} ({DefinitionText.Remark(block)})", depth,
            () => Add(block.Join, Add(block.Branch, Add(block.Items, from, depth + 1), depth + 1), depth + 1)),
        _ => throw node.Unknown(),
    };

    private IReadOnlyList<string> Add(StepNode step, IReadOnlyList<string> from, int depth)
    {
        var box = $"s{_boxes++}";
        var remark = DefinitionText.Remark(step);
        var label = remark.Length == 0 ? Escaped(step.Name) : $"{Escaped(step.Name)}<br/>{Escaped(remark)}";
        Line(depth, step.Body is StepBody.Join or StepBody.Items ? $"{box}{{{{\"{label}\"}}}}" : $"{box}[\"{label}\"]");
        Arrows(from, box, depth);
        return [box];
    }

    private IReadOnlyList<string> Framed(string label, int depth, Func<IReadOnlyList<string>> inside)
    {
        Line(depth, $"subgraph b{_frames++}[\"{Escaped(label)}\"]");
        var last = inside();
        Line(depth, "end");
        return last;
    }

    private void Arrows(IReadOnlyList<string> from, string to, int depth)
    {
        foreach (var box in from)
            Line(depth, $"{box} --> {to}");
    }

    private void Line(int depth, string line) => _text.Append(' ', 4 * depth).Append(line).Append('\n');
}
