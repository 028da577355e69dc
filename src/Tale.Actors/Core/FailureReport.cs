using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Failures as data, derived from the state.</summary>
internal static class FailureReport
{
    /// <summary>How many steps are named in a text.</summary>
    public const int MaxListed = 20;

    private const string NoAnswer = "no attempt came to an answer";

    /// <summary>
    /// What failed so far; null while nothing did. The failed steps stand in definition order, the failed undos
    /// in the order in which they ran.
    /// </summary>
    public static TransactionFailure? Of(TransactionState state)
    {
        if (!state.IsAborting && state.StuckSteps == 0)
            return Of(state.Log);
        var steps = state.Plan.InOrder.Where(step => HasFailed(state[step])).Select(step => OfStep(step, state[step])).ToList();
        var stuck = state.Plan.InOrder.Where(step => state[step].Phase == StepPhase.CompensationStuck).Select(step => step.Index);
        var compensations = state.Compensations.Where(index => state.Steps[index].Phase == StepPhase.CompensationFailed).Concat(stuck)
            .Select(index => OfCompensation(state.Plan.Steps[index], state.Steps[index])).ToList();
        var applied = Applied(steps);
        if (CauseText(state) is { } cause)
            applied = applied.Length == 0 ? cause : $"{cause}. {applied}";
        // The log has the last word: it may have been closed where its steps were not known.
        var message = state.IsFinal ? state.Log.Text ?? "" : Message(applied, compensations);
        return new TransactionFailure(message, steps, compensations) { Cause = state.Abort ?? AbortCause.StepFailed };
    }

    /// <summary>What can be said of a failure without the definition.</summary>
    public static TransactionFailure? Of(LogSummary log) =>
        log.Status is TransactionStatus.Compensated or TransactionStatus.Failed ? new TransactionFailure(log.Text ?? "", [], []) : null;

    public static StepFailure OfStep(PlanStep step, StepState state)
    {
        var attempts = state.Failures.Count > 1 ? $" after {state.Failures.Count} attempts" : "";
        return new(
            step.Path, $"Failed to apply step{attempts}: {(state.Failures.IsEmpty ? NoAnswer : state.Failures[^1])}", state.Failures);
    }

    public static StepFailure OfCompensation(PlanStep step, StepState state) => new(step.Path, state.CompensationFailures switch
    {
        [] when state.OutcomeUnknown =>
            "Nobody knows whether the step took effect, and it cannot be undone from its input: the types differ",
        [] => $"Failed to apply compensation: {NoAnswer}",
        [var only] => $"Failed to apply compensation: {only}",
        [.., var last] all => $"Failed to apply compensation after {all.Count} attempts: {last}",
    }, state.CompensationFailures);

    /// <summary>Why compensation starts: for the log and the index.</summary>
    public static string Cause(TransactionState state) => Of(state)!.Message;

    /// <summary>
    /// Why an operator is needed, for logs: the steps and the kinds of their errors, and no message, which may hold a secret.
    /// </summary>
    public static string LogText(TransactionState state)
    {
        return $"waits for an operator because of {List(Stuck(state), ", ", Text)}";

        string Text(PlanStep step)
        {
            var failures = state[step].Phase == StepPhase.Escalated ? state[step].Failures : state[step].CompensationFailures;
            return $"{(state[step].Phase == StepPhase.Escalated ? "step" : "the compensation of")} '{step.Path}'"
                + $"{(failures.IsEmpty ? "" : $" ({failures[^1].Type})")}";
        }
    }

    /// <summary>
    /// The steps that a suspended transaction cannot go past, for logs: those that need an operator, or else those that were under way.
    /// </summary>
    public static string HeldUp(TransactionState state)
    {
        var steps = state.StuckSteps > 0 ? Stuck(state) : state.Plan.InOrder.Where(step => state[step].Open is not null);
        return List(steps, ", ", step => step.Path);
    }

    /// <summary>Why an operator is needed.</summary>
    public static string Suspension(TransactionState state) => "Waits for an operator: " + List(
        Stuck(state), "; ", step => state[step].Phase == StepPhase.Escalated
            ? $"step '{step.Path}' needs help: {OfStep(step, state[step]).Message}"
            : $"the compensation of '{step.Path}' needs help: {OfCompensation(step, state[step]).Message}");

    private static IEnumerable<PlanStep> Stuck(TransactionState state) => state.Plan.InOrder.Where(step => state[step].IsStuck);

    /// <summary>Why incarnation after incarnation is not tried any more.</summary>
    public static string NoProgress(TransactionState state)
    {
        var open = List(
            state.Plan.InOrder.Where(step => state[step].IsIssued), ", ",
            step => state[step].Direction == Direction.Execute ? $"step '{step.Path}'" : $"the compensation of '{step.Path}'");
        return $"Waits for an operator: {state.FruitlessIncarnations - 1} incarnations in a row ended without progress while "
            + $"at work on {open}. "
            + "If a step ends its process, mend it first.";
    }

    private static bool HasFailed(StepState step) => step.Phase is StepPhase.Failed or StepPhase.Escalated || step.OutcomeUnknown;

    private static string? CauseText(TransactionState state) => state.Abort switch
    {
        AbortCause.Cancelled => $"Cancelled: {state.AbortReason}",
        AbortCause.DeadlinePassed => $"The deadline, {state.Log.Started.Deadline:u}, had passed",
        AbortCause.Operator => $"Compensated by {state.AbortReason}",
        AbortCause.Undone => $"Undone after it had completed: {state.AbortReason}",
        _ => null,
    };

    private static string Applied(List<StepFailure> steps) => steps switch
    {
        [] => "",
        [var only] => $"Step '{only.Step}': {only.Message}",
        _ => $"{steps.Count} steps failed; the first is '{steps[0].Step}': {steps[0].Message}",
    };

    private static string Message(string applied, List<StepFailure> compensations)
    {
        return compensations.Count == 0
            ? applied
            : $"{applied}. Failed to apply compensation of {compensations.Count} step{(compensations.Count == 1 ? "" : "s")}: "
              + List(compensations, ", ", failure => failure.Step);
    }

    /// <summary>A text of thousands of steps would help nobody, and might be too large to store.</summary>
    private static string List<T>(IEnumerable<T> parts, string separator, Func<T, string> text)
    {
        var all = parts.ToList();
        var more = all.Count > MaxListed ? $"{separator}and {all.Count - MaxListed} more" : "";
        return string.Join(separator, all.Take(MaxListed).Select(text)) + more;
    }
}
