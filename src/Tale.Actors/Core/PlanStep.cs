using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

internal sealed class PlanStep(int index, string path, StepNode node) : PlanNode(path)
{
    public int Index { get; } = index;

    /// <summary>The last part of the path; of a wait for a signal, the signal's name.</summary>
    public string Name => Node.Name;

    public StepNode Node { get; } = node;

    public RetryPolicy Retry { get; } = node.Settings.Retry;

    public RetryPolicy CompensationRetry { get; } = node.Settings.CompensationRetry;

    public bool Compensates { get; } = node.Compensates;

    public bool CompensatesUnknown { get; } = node.CompensatesUnknown;

    /// <summary>What follows when no attempt succeeded, and one may have taken effect.</summary>
    public UnknownOutcomePolicy UnknownOutcome { get; } = node.UnknownOutcome;

    /// <summary>Whether it matters that nobody knows whether it took effect. Without an undo and a policy it is a failure like another.</summary>
    public bool MindsDoubt => Compensates || UnknownOutcome != UnknownOutcomePolicy.Compensate;

    /// <summary>Whether, once it has succeeded, the transaction only goes forward.</summary>
    public bool IsPivot { get; } = node.Settings.IsPivot;

    /// <summary>Whether it begins by waiting for something from outside.</summary>
    public bool IsWait { get; } = node.IsWait;

    /// <summary>Whether its output is a list of items, for each of which its block has a branch.</summary>
    public bool ListsItems { get; } = node.Body is StepBody.Items;

    /// <summary>Whether its input can stand for its output.</summary>
    public bool KeepsType { get; } = node.KeepsType;

    /// <summary>Whether there is anything that its failure cancels.</summary>
    public bool CanCancel
    {
        get
        {
            for (var ancestor = Parent; ancestor is not null; ancestor = ancestor.Parent)
            {
                if (ancestor is PlanBlock { FailurePolicy: BranchFailurePolicy.FailFast })
                    return true;
            }
            return false;
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
