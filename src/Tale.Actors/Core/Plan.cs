using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>
/// A definition made ready for the core: the tree with parents and positions, and the steps numbered in definition order.
/// </summary>
internal sealed class Plan
{
    private readonly Dictionary<string, PlanStep> _byPath;
    private readonly Dictionary<string, List<PlanStep>> _bySignal;

    private Plan(TransactionDefinition definition, PlanSequence root, List<PlanStep> steps, int blocks)
    {
        Source = definition;
        CompensationFailurePolicy = definition.Settings.CompensationFailurePolicy;
        Root = root;
        Steps = steps;
        BlockCount = blocks;
        _byPath = steps.ToDictionary(step => step.Path);
        Pivot = steps.Find(step => step.IsPivot);
        Waits = steps.FindAll(step => step.IsWait);
        _bySignal = Waits.Where(step => step.Node.Body is StepBody.Signal).GroupBy(step => step.Name)
            .ToDictionary(group => group.Key, group => group.ToList());
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

    /// <summary>The steps that begin by waiting for something from outside.</summary>
    public IReadOnlyList<PlanStep> Waits { get; }

    /// <summary>The signals that it waits for.</summary>
    public IReadOnlyCollection<string> SignalNames => _bySignal.Keys;

    /// <summary>The steps that wait for a signal of this name.</summary>
    public IReadOnlyList<PlanStep> WaitsFor(string signal) => _bySignal.TryGetValue(signal, out var waits) ? waits : [];

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
                path, [.. sequence.Children.Select(child => Compile(child, StepPath.Child(path, child.Name)))]),
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
                path, number, firstStep, branches, Compile(node.Join, StepPath.Child(path, StepPath.JoinName)), node.FailurePolicy);
        }
    }
}
