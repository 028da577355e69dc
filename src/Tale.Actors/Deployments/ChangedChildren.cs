using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Deployments;

/// <summary>
/// The children of a definition that a deployment has in another shape, or not at all. One that has completed is not open, so no count of
/// open transactions tells that its parent needs its definition to go back.
/// </summary>
/// <param name="parent">The definition whose children they are; null: nobody knows.</param>
/// <param name="isChanged">Whether the deployment lacks the shape that a definition has here.</param>
internal sealed class ChangedChildren(TransactionDefinition? parent, Func<TransactionDefinition, bool> isChanged)
{
    private readonly HashSet<TransactionDefinition> _changed = [.. (parent?.Children ?? []).Where(isChanged)];

    /// <summary>By name and version, in definition order.</summary>
    public IReadOnlyList<string> Names => [.. _changed.Select(child => child.ToString())];

    /// <summary>Whether an undo of it would need the old shape of a child.</summary>
    public bool KeepFromGoingBack(TransactionView view)
    {
        if (_changed.Count == 0 || parent is null)
            return false;
        // Too large for a frame: nobody sees how far it is.
        if (view is { IsTruncated: true, Steps.Count: 0 })
            return true;
        return !Nodes(view, HasPassed).Any(step => step.Settings.IsPivot) && Nodes(view, MayBeUndone).Any(NeedsChanged);
    }

    private IEnumerable<StepNode> Nodes(TransactionView view, Func<StepStatus, bool> counts) =>
        view.Steps.Where(step => counts(step.Status)).Select(step => StepPath.Find(parent!.Root, step.Path)).OfType<StepNode>();

    /// <summary>A pivot whose outcome an operator decides, or that is on its way back, keeps from nothing.</summary>
    private static bool HasPassed(StepStatus status) => status is StepStatus.Succeeded or StepStatus.Skipped;

    private static bool MayBeUndone(StepStatus status) => status is StepStatus.Succeeded or StepStatus.Unknown or StepStatus.Compensating
        or StepStatus.CompensationFailed or StepStatus.Suspended;

    private bool NeedsChanged(StepNode step) =>
        step is { Compensates: true, Body: StepBody.Child { Definition: var child } } && child.Children.Prepend(child).Any(_changed.Contains);
}
