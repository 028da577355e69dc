using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>Numbers the steps and blocks of a definition, or of what is done with the items of a block.</summary>
/// <param name="firstStep">The number of the first step.</param>
/// <param name="firstBlock">The number of the first block.</param>
internal sealed class PlanCompiler(int firstStep, int firstBlock)
{
    /// <summary>In definition order.</summary>
    public List<PlanStep> Steps { get; } = [];

    public int Blocks { get; private set; }

    public PlanNode Compile(DefinitionNode node, string path) => node switch
    {
        StepNode step => Compile(step, path),
        SequenceNode sequence => new PlanSequence(
            path, [.. sequence.Children.Select(child => Compile(child, StepPath.Child(path, child.Name)))]),
        ConcurrentNode block => Compile(block, path),
        ForEachNode block => new PlanBlock(
            path, Number(), block, Compile(block.Items, StepPath.Child(path, StepPath.ItemsName)),
            Compile(block.Join, StepPath.Child(path, StepPath.JoinName))),
        _ => throw node.Unknown(),
    };

    private PlanStep Compile(StepNode node, string path)
    {
        var step = new PlanStep(firstStep + Steps.Count, path, node);
        Steps.Add(step);
        return step;
    }

    private PlanBlock Compile(ConcurrentNode node, string path)
    {
        var number = Number();
        PlanNode[] branches = [.. node.Branches.Select((branch, index) => Compile(branch, StepPath.Branch(path, index)))];
        return new PlanBlock(path, number, branches, Compile(node.Join, StepPath.Child(path, StepPath.JoinName)), node.FailurePolicy);
    }

    private int Number() => firstBlock + Blocks++;
}
