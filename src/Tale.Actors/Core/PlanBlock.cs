using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>
/// Branches and the join behind them. They are the definition's, or one for each item of a list, and then they are known once it is:
/// see <see cref="Plan.BranchesOf"/>.
/// </summary>
internal sealed class PlanBlock : PlanNode
{
    private readonly IReadOnlyList<PlanNode> _branches;

    public PlanBlock(string path, int number, PlanNode[] branches, PlanStep join, BranchFailurePolicy failurePolicy)
        : base(path)
    {
        Number = number;
        Join = join;
        FailurePolicy = failurePolicy;
        _branches = branches;
        for (var i = 0; i < branches.Length; i++)
            Adopt(branches[i], i);
        Adopt(join, -1);
    }

    /// <param name="items">The step that lists the items.</param>
    public PlanBlock(string path, int number, ForEachNode node, PlanStep items, PlanStep join)
        : this(path, number, [], join, node.FailurePolicy)
    {
        Items = items;
        OfEachItem = node.Branch;
        AtATime = node.MaxConcurrent;
        Adopt(items, -1);
    }

    /// <summary>Its place in <see cref="TransactionState.Blocks"/>.</summary>
    public int Number { get; }

    public PlanStep Join { get; }

    public BranchFailurePolicy FailurePolicy { get; }

    /// <summary>Null: the branches are the definition's.</summary>
    public PlanStep? Items { get; }

    /// <summary>What is done with each item. Null: the branches are the definition's.</summary>
    public SequenceNode? OfEachItem { get; }

    /// <summary>
    /// How many items are to be under way at a time, as the definition says; null: all. What it is for a transaction says its log:
    /// <see cref="Plan.AtATime"/>.
    /// </summary>
    public int? AtATime { get; }

    /// <summary>The definition's branches; none where there is one for each item.</summary>
    public IReadOnlyList<PlanNode> Branches => _branches;

    public bool Contains(PlanStep step)
    {
        for (PlanNode? ancestor = step.Parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ReferenceEquals(ancestor, this))
                return true;
        }
        return false;
    }

    /// <summary>A branch for one item of a transaction. It knows its block; the block, which is every transaction's, does not know it.</summary>
    public void AdoptItem(PlanNode branch, int item) => Adopt(branch, item);
}
