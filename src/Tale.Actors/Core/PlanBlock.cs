using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

internal sealed class PlanBlock : PlanNode
{
    private readonly int _firstStep;

    public PlanBlock(string path, int number, int firstStep, PlanNode[] branches, PlanStep join, BranchFailurePolicy failurePolicy)
        : base(path)
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
