using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A state as callers see it.</summary>
internal static class Views
{
    public static TransactionView Of(TransactionState state) => Of(state.Log) with
    {
        Result = state.Status == TransactionStatus.Completed ? state.Result : null,
        Failure = FailureReport.Of(state),
        Steps = [.. state.Plan.InOrder.Select(step => Of(state.TransactionId, step, state[step]))],
        Compensations = [.. state.Compensations
            .Where(index => state.Steps[index].Phase == StepPhase.Compensated)
            .Select(index => state.Plan.Steps[index].Path)],
    };

    /// <summary>What can be shown of a transaction whose log cannot be folded here.</summary>
    public static TransactionView Of(LogSummary log) => new(log.Id, log.Started.Definition, log.Started.Version, log.Status)
    {
        DefinitionHash = log.Started.Hash,
        StartedAt = log.Started.At,
        UpdatedAt = log.UpdatedAt,
        EndedAt = log.IsFinal ? log.UpdatedAt : null,
        State = log.Started.State,
        Result = log.Status == TransactionStatus.Completed ? log.LastState : null,
        Failure = FailureReport.Of(log),
        SuspendedReason = log.SuspendedReason,
        Headers = log.Started.Headers,
        Revision = log.Revision,
        Deadline = log.Started.Deadline,
        Interventions =
        [
            .. log.Interventions.Select(x => new OperatorIntervention(x.At, x.CommandId, x.Action, x.Step, x.Who, x.Why)),
        ],
    };

    private static StepView Of(string transactionId, PlanStep step, StepState state) => new(
        step.Path, StatusOf(state), state.Attempt, state.CompensationAttempt, NextAttemptAt(state), state.Output, Failure(step, state))
    {
        Running = state.Open is OpenAttempt.Issued issued ? new RunningAttempt(state.OpenNumber, issued.At) : null,
        Child = step.Node.Body is StepBody.Child && state.Phase != StepPhase.Pending ? ChildTransactions.IdOf(transactionId, step.Path) : null,
        Signal = state.IsAwaiting && step.Node.Body is StepBody.Signal ? step.Name : null,
    };

    private static DateTimeOffset? NextAttemptAt(StepState state) =>
        state.Open?.DueAt is { } dueAt && dueAt > Due.AtOnce ? dueAt : null;

    public static StepStatus StatusOf(StepState state) => state.Phase switch
    {
        StepPhase.Pending => StepStatus.Pending,
        StepPhase.Executing when state.IsIssued => StepStatus.Running,
        StepPhase.Executing when state.IsAwaiting => StepStatus.Waiting,
        StepPhase.Executing => state.Failures.IsEmpty ? StepStatus.Pending : StepStatus.Retrying,
        StepPhase.Escalated or StepPhase.CompensationStuck => StepStatus.Suspended,
        StepPhase.Succeeded => StepStatus.Succeeded,
        StepPhase.Failed => StepStatus.Failed,
        StepPhase.Unknown => StepStatus.Unknown,
        StepPhase.Compensating => StepStatus.Compensating,
        StepPhase.Compensated => StepStatus.Compensated,
        StepPhase.CompensationFailed => StepStatus.CompensationFailed,
        StepPhase.Skipped => StepStatus.Skipped,
        _ => throw new InvalidOperationException($"Unknown phase {state.Phase}."),
    };

    private static StepFailure? Failure(PlanStep step, StepState state)
    {
        if (state.CompensationFailures.Count > 0 && state.Phase != StepPhase.Compensated)
            return FailureReport.OfCompensation(step, state);
        return state.Failures.Count > 0
            && (state.Phase is not (StepPhase.Succeeded or StepPhase.Compensating or StepPhase.Compensated) || state.OutcomeUnknown)
            ? FailureReport.OfStep(step, state)
            : null;
    }
}
