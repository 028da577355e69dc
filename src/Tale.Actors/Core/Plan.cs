using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>A definition made ready for the core: the tree with parents and positions, and the steps numbered in definition order.</summary>
internal sealed class Plan
{
    private readonly Dictionary<string, PlanStep> _byPath;

    private Plan(TransactionDefinition definition, PlanSequence root, List<PlanStep> steps, int blocks)
    {
        Definition = definition.Name;
        Version = definition.Version;
        Hash = definition.Hash;
        CompensationFailurePolicy = definition.Settings.CompensationFailurePolicy;
        Root = root;
        Steps = steps;
        BlockCount = blocks;
        _byPath = steps.ToDictionary(step => step.Path);
    }

    public string Definition { get; }

    public int Version { get; }

    public string Hash { get; }

    public CompensationFailurePolicy CompensationFailurePolicy { get; }

    public PlanSequence Root { get; }

    public IReadOnlyList<PlanStep> Steps { get; }

    public int BlockCount { get; }

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
            return new PlanBlock(number, firstStep, branches, Compile(node.Join, StepPath.Child(path, StepPath.JoinName)), node.FailurePolicy);
        }
    }
}

internal abstract class PlanNode
{
    public PlanNode? Parent { get; private set; }

    /// <summary>The position among the parent's children or branches; a join's is -1.</summary>
    public int Position { get; private set; }

    protected void Adopt(PlanNode child, int position)
    {
        child.Parent = this;
        child.Position = position;
    }
}

internal sealed class PlanStep(int index, string path, StepNode node) : PlanNode
{
    public int Index { get; } = index;

    public string Path { get; } = path;

    public RetryPolicy Retry { get; } = node.Settings.Retry;

    public RetryPolicy CompensationRetry { get; } = node.Settings.CompensationRetry;

    public bool Compensates { get; } = node.Compensates;

    public bool CompensatesUnknown { get; } = node.CompensatesUnknown;

    /// <summary>Whether its input can stand for its output.</summary>
    public bool KeepsType { get; } = node.KeepsType;

    /// <summary>Whether it stands in a fail-fast block, where a failure beside it can cancel it.</summary>
    public bool IsCancellable
    {
        get
        {
            var ancestor = Parent;
            while (ancestor is not null and not PlanBlock { FailurePolicy: BranchFailurePolicy.FailFast })
                ancestor = ancestor.Parent;
            return ancestor is not null;
        }
    }

    /// <summary>Whether its failure cancels the other, which runs beside it: the innermost block around both decides.</summary>
    public bool Cancels(PlanStep other)
    {
        for (var ancestor = Parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor is PlanBlock block && block.Contains(other))
                return block.FailurePolicy == BranchFailurePolicy.FailFast;
        }
        return false;
    }
}

internal sealed class PlanSequence : PlanNode
{
    public PlanSequence(PlanNode[] children)
    {
        Children = children;
        for (var i = 0; i < children.Length; i++)
            Adopt(children[i], i);
    }

    public IReadOnlyList<PlanNode> Children { get; }
}

internal sealed class PlanBlock : PlanNode
{
    private readonly int _firstStep;

    public PlanBlock(int number, int firstStep, PlanNode[] branches, PlanStep join, BranchFailurePolicy failurePolicy)
    {
        Number = number;
        _firstStep = firstStep;
        Branches = branches;
        Join = join;
        FailurePolicy = failurePolicy;
        for (var i = 0; i < branches.Length; i++)
            Adopt(branches[i], i);
        Adopt(join, -1);
    }

    /// <summary>Its place in <see cref="TransactionState.OpenBranches"/>.</summary>
    public int Number { get; }

    public IReadOnlyList<PlanNode> Branches { get; }

    public PlanStep Join { get; }

    public BranchFailurePolicy FailurePolicy { get; }

    /// <summary>Steps are numbered in definition order, so a block's are in a row, and its join is the last.</summary>
    public bool Contains(PlanStep step) => step.Index >= _firstStep && step.Index <= Join.Index;
}

/// <summary>The log names a step that the definition does not have: the log is of another definition, or damaged.</summary>
internal sealed class UnknownStepException(string path, string definition, int version)
    : Exception($"The log names the step '{path}', which '{definition}' v{version} does not have.");
