using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A state as callers see it.</summary>
internal static class Views
{
    /// <param name="now">Tells a retry that waits from one that runs.</param>
    public static TransactionView Of(TransactionState state, DateTimeOffset now) => new(state.TransactionId, state.Plan.Definition, state.Plan.Version, state.Status)
    {
        StartedAt = state.StartedAt,
        UpdatedAt = state.UpdatedAt,
        EndedAt = state.IsFinal ? state.UpdatedAt : null,
        State = state.Input,
        Result = state.Status == TransactionStatus.Completed ? state.Result : null,
        Failure = Failures.Of(state),
        SuspendedReason = state.SuspendedReason,
        Headers = state.Headers,
        Steps = [.. state.Plan.Steps.Select(step => Of(step, state[step], now))],
        Compensations = [.. state.Compensations.Where(index => state.Steps[index].Phase == StepPhase.Compensated).Select(index => state.Plan.Steps[index].Path)],
    };

    private static StepView Of(PlanStep step, StepState state, DateTimeOffset now)
    {
        var next = state.NotBefore > now ? state.NotBefore : null;
        return new StepView(step.Path, Status(state, next), state.Attempt, state.CompensationAttempt, next, state.Output, Failure(step, state));
    }

    private static StepStatus Status(StepState state, DateTimeOffset? next) => state.Phase switch
    {
        StepPhase.Pending => StepStatus.Pending,
        StepPhase.Executing => next is null ? StepStatus.Running : StepStatus.Retrying,
        StepPhase.Escalated or StepPhase.CompensationStuck => StepStatus.Suspended,
        StepPhase.Succeeded => StepStatus.Succeeded,
        StepPhase.Failed => StepStatus.Failed,
        StepPhase.Unknown => StepStatus.Unknown,
        StepPhase.Compensating => StepStatus.Compensating,
        StepPhase.Compensated => StepStatus.Compensated,
        StepPhase.CompensationFailed => StepStatus.CompensationFailed,
        _ => throw new InvalidOperationException($"Unknown phase {state.Phase}."),
    };

    private static StepFailure? Failure(PlanStep step, StepState state)
    {
        if (state.CompensationFailures.Count > 0 && state.Phase != StepPhase.Compensated)
            return Failures.OfCompensation(step, state);
        return state.Failures.Count > 0 && (state.Phase is not (StepPhase.Succeeded or StepPhase.Compensating or StepPhase.Compensated) || state.OutcomeUnknown)
            ? Failures.OfStep(step, state)
            : null;
    }
}
