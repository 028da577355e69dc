using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>
/// A definition made ready for the core: the tree with parents and positions, and the steps numbered in definition order.
/// </summary>
internal sealed class Plan
{
    private readonly Dictionary<string, PlanStep> _byPath;

    private Plan(TransactionDefinition definition, PlanSequence root, List<PlanStep> steps, int blocks)
    {
        Source = definition;
        CompensationFailurePolicy = definition.Settings.CompensationFailurePolicy;
        Root = root;
        Steps = steps;
        BlockCount = blocks;
        _byPath = steps.ToDictionary(step => step.Path);
        Pivot = steps.Find(step => step.IsPivot);
    }

    public TransactionDefinition Source { get; }

    public string Definition => Source.Name;

    public int Version => Source.Version;

    public string Hash => Source.Hash;

    public CompensationFailurePolicy CompensationFailurePolicy { get; }

    public PlanSequence Root { get; }

    public IReadOnlyList<PlanStep> Steps { get; }

    public int BlockCount { get; }

    /// <summary>The point of no return, if there is one.</summary>
    public PlanStep? Pivot { get; }

    public PlanStep? Find(string path) => _byPath.GetValueOrDefault(path);

    public PlanStep Step(string path) =>
        _byPath.TryGetValue(path, out var step) ? step : throw new UnknownStepException(path, Definition, Version);

    public static Plan Of(TransactionDefinition definition)
    {
        var compiler = new Compiler();
        var root = (PlanSequence)compiler.Compile(definition.Root, "");
        return new Plan(definition, root, compiler.Steps, compiler.Blocks);
    }

    private sealed class Compiler
    {
        public List<PlanStep> Steps { get; } = [];

        public int Blocks { get; private set; }

        public PlanNode Compile(DefinitionNode node, string path) => node switch
        {
            StepNode step => Compile(step, path),
            SequenceNode sequence => new PlanSequence(
                [.. sequence.Children.Select(child => Compile(child, StepPath.Child(path, child.Name)))]),
            ConcurrentNode block => Compile(block, path),
            _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
        };

        private PlanStep Compile(StepNode node, string path)
        {
            var step = new PlanStep(Steps.Count, path, node);
            Steps.Add(step);
            return step;
        }

        private PlanBlock Compile(ConcurrentNode node, string path)
        {
            var (number, firstStep) = (Blocks++, Steps.Count);
            PlanNode[] branches = [.. node.Branches.Select((branch, index) => Compile(branch, StepPath.Branch(path, index)))];
            return new PlanBlock(
                number, firstStep, branches, Compile(node.Join, StepPath.Child(path, StepPath.JoinName)), node.FailurePolicy);
        }
    }
}
