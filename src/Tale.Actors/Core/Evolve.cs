using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Folds events into a state. Pure: the same log gives the same state on every node and in every year.</summary>
internal static class Evolve
{
    public static TransactionState Start(Plan plan, Event.TransactionStarted e)
    {
        var state = new TransactionState
        {
            Plan = plan,
            TransactionId = e.TransactionId,
            Input = e.State,
            Headers = e.Headers,
            StartedAt = e.At,
            UpdatedAt = e.At,
            Steps = [.. Enumerable.Repeat(StepState.Pending, plan.Steps.Count)],
            OpenBranches = [.. new int[plan.BlockCount]],
        };
        var draft = new Draft(state);
        draft.Open(plan.Root, e.State);
        return draft.Seal(state);
    }

    public static TransactionState Apply(TransactionState state, Event e)
    {
        if (state.IsFinal)
            throw new InvalidOperationException($"The log of '{state.TransactionId}' goes on with {e.GetType().Name} after it ended as {state.Status}.");
        return Fold(state, e) with { UpdatedAt = e.At };
    }

    private static TransactionState Fold(TransactionState state, Event e) => e switch
    {
        Event.StepSucceeded x => Progress(state, draft => draft.Succeeded(state.Plan.Step(x.Step), x.Attempt, x.Output)),
        Event.StepAttemptFailed x => Progress(state, draft => draft.Retry(state.Plan.Step(x.Step), x.Attempt, x.Failure, x.RetryAt)),
        Event.StepFailed x => Progress(state, draft => draft.Failed(state.Plan.Step(x.Step), x.Attempt, x.Failure, StepPhase.Failed)),
        Event.StepOutcomeUnknown x => Progress(state, draft => draft.Failed(state.Plan.Step(x.Step), x.Attempt, x.Failure, StepPhase.Unknown)),
        Event.StepEscalated x => Progress(state, draft => draft.Escalated(state.Plan.Step(x.Step), x.Attempt, x.Failure)),
        Event.CompensationStarted => Progress(
            state with { Status = TransactionStatus.Compensating, IsCompensating = true }, draft => draft.BeginUndo()),
        Event.StepCompensated x => Progress(state, draft => draft.Compensated(state.Plan.Step(x.Step), x.Attempt)),
        Event.CompensationAttemptFailed x => Progress(
            state, draft => draft.CompensationFailed(state.Plan.Step(x.Step), x.Attempt, x.Failure, x.RetryAt)),
        Event.TransactionSuspended x => state with
        {
            Status = TransactionStatus.Suspended, SuspensionCause = x.Cause, SuspendedReason = x.Reason,
        },
        Event.TransactionResumed x => Resumed(state, x),
        Event.CoordinatorRecovered x => x.Epoch > state.Epoch
            ? Progress(state with { Epoch = x.Epoch }, draft => draft.Interrupt(x.At))
            : throw new InvalidOperationException($"The log of '{state.TransactionId}' has epoch {x.Epoch} after epoch {state.Epoch}."),
        Event.TransactionCompleted => state with { Status = TransactionStatus.Completed },
        Event.TransactionCompensated => state with { Status = TransactionStatus.Compensated },
        Event.TransactionFailed => state with { Status = TransactionStatus.Failed },
        _ => throw new InvalidOperationException($"The log of '{state.TransactionId}' holds an event that cannot be folded: {e.GetType().Name}."),
    };

    /// <summary>An operator's resumption tries the stuck steps again; a definition that came back finds its steps as they were.</summary>
    private static TransactionState Resumed(TransactionState state, Event.TransactionResumed e)
    {
        var resumed = state with { Status = e.Status, SuspensionCause = null, SuspendedReason = null };
        return state.SuspensionCause == SuspensionCause.OperatorNeeded ? Progress(resumed, draft => draft.ReopenStuck()) : resumed;
    }

    private static TransactionState Progress(TransactionState state, Action<Draft> change)
    {
        var draft = new Draft(state);
        change(draft);
        return draft.Seal(state);
    }
}
