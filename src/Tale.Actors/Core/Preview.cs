using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// What would happen to a transaction from where it stands. There is no rule about undos or order here: a <see cref="Rehearsal"/> folds a
/// copy of the state on, and this is what it saw.
/// </summary>
internal static class Preview
{
    public static TransactionPlan Of(TransactionState state, DateTimeOffset now)
    {
        var plan = Of(state.Log);
        if (state.IsFinal)
            return plan with { NotUndone = NotUndone(state, state) };
        var back = new Rehearsal(state, now);
        var awaited = back.GoBack();
        if (!back.State.IsAborting)
        {
            // There is no way back any more.
            return plan with { Ahead = Ahead(state, now), NotUndone = NotUndone(state, state), IsPastPivot = state.IsPastPivot };
        }
        var begun = back.State;
        var isAtWork = awaited.ToHashSet();
        var undos = back.EndAll(step => step.IsCompensation);
        return plan with
        {
            WaitsFor = [.. state.Plan.InOrder.Where(isAtWork.Contains).Select(step => step.Path)],
            Undos = [.. undos.Select(undo => Undo(undo, state, begun, isAtWork.Contains(undo.Step)))],
            NotUndone = NotUndone(state, back.State),
            Ahead = Ahead(state, now),
        };
    }

    /// <summary>What can be said of a transaction whose log cannot be folded here: how it stands.</summary>
    public static TransactionPlan Of(LogSummary log) => new(log.Id, log.Started.Definition, log.Started.Version, log.Status)
    {
        Revision = log.Revision,
    };

    private static IReadOnlyList<PlannedStep> Ahead(TransactionState state, DateTimeOffset now) => state.IsAborting ? [] :
    [
        .. new Rehearsal(state, now).EndAll(step => step.Phase is StepPhase.Executing or StepPhase.Escalated).SelectMany(
            opened => OfItems(opened.Step).Prepend(
                new PlannedStep(opened.Step.Path, PathOfEnded(opened), Views.StatusOf(state[opened.Step])))),
    ];

    /// <summary>What is done with each of the items that a step has still to list.</summary>
    private static IEnumerable<PlannedStep> OfItems(PlanStep step) =>
        step.Parent is PlanBlock { OfEachItem: { } branch } block && block.Items == step
            ? StepPath.Steps(branch, StepPath.Child(block.Path, StepPath.AnyItem))
                .Select(entry => new PlannedStep(entry.Path, step.Path, StepStatus.Pending))
            : [];

    /// <param name="begun">The state when the first undo was opened: what each step has is known then.</param>
    /// <param name="isAtWork">Its outcome is waited for first.</param>
    private static PlannedUndo Undo(
        (PlanStep Step, PlanStep? OpenedBy) undo, TransactionState state, TransactionState begun, bool isAtWork)
    {
        var (now, then) = (state[undo.Step], begun[undo.Step]);
        var prospect = isAtWork ? UndoProspect.IfItTookEffect
            : now.Phase == StepPhase.Compensating ? UndoProspect.Open
            : now.Phase == StepPhase.CompensationStuck || !then.CanBeUndoneBy(undo.Step) || HasPassedPivot(undo.Step, then) ? UndoProspect.NeedsOperator
            : UndoProspect.WillRun;
        StepOutcome? outcome = isAtWork ? null : then.OutcomeUnknown ? StepOutcome.Unknown : StepOutcome.Succeeded;
        return new PlannedUndo(undo.Step.Path, PathOfEnded(undo), prospect, outcome)
        {
            State = !isAtWork && (prospect == UndoProspect.Open || then.CanBeUndoneBy(undo.Step)) ? then.CompensationState : null,
        };
    }

    /// <summary>A child that has completed, and with it passed the point behind which it only goes forward.</summary>
    private static bool HasPassedPivot(PlanStep step, StepState then) =>
        step.Node.Body is StepBody.Child { HasPivot: true } && !then.OutcomeUnknown;

    /// <summary>What takes no effect, such as a join or a wait, is not spoken of.</summary>
    private static IReadOnlyList<string> NotUndone(TransactionState state, TransactionState atTheEnd) =>
    [
        .. state.Plan.InOrder
            .Where(step => step.Node.TakesEffect && TookEffect(state[step]) && TookEffect(atTheEnd[step]))
            .Select(step => step.Path),
    ];

    private static bool TookEffect(StepState step) =>
        step.Phase is StepPhase.Succeeded or StepPhase.Unknown or StepPhase.Compensating or StepPhase.CompensationStuck
            or StepPhase.CompensationFailed;

    /// <summary>What has ended when a step is opened: the nearest part of the tree that holds the end of the one that opened it.</summary>
    private static string? PathOfEnded((PlanStep Step, PlanStep? OpenedBy) opened)
    {
        if (opened.OpenedBy is not { } last)
            return null;
        PlanNode ended = last;
        while (ended.Parent is { } parent && !Contains(parent, opened.Step))
            ended = parent;
        // A join is opened by the last of its block's branches to end, and waits for all of them; an item by the one that makes room.
        return ended.Parent is PlanBlock block && block.Join == opened.Step ? block.Path : ended.Path;
    }

    private static bool Contains(PlanNode node, PlanStep step)
    {
        for (PlanNode? ancestor = step; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ReferenceEquals(ancestor, node))
                return true;
        }
        return false;
    }
}
