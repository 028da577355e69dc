using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What comes of the answer to an attempt: one event, or null if it is stale.</summary>
internal static class Answers
{
    public static Event? To(TransactionState state, Command.Answer answer, DateTimeOffset now) =>
        IsIssued(state, answer) ? Of(state, state.Plan.Steps[answer.Step], answer, now) : null;

    /// <summary>An execution ends that had not begun. An earlier attempt of it may have taken effect.</summary>
    public static Event GivenUp(TransactionState state, PlanStep step, DateTimeOffset now) =>
        Ended(state, step, state[step].Attempt, null, now);

    /// <summary>An operator has a step compensated that waits for one, whatever the policy says of its outcome.</summary>
    public static Event GivenUpByOperator(TransactionState state, PlanStep step, DateTimeOffset now) =>
        state[step].MayHaveTakenEffect && step.MindsDoubt
            ? new Event.StepOutcomeUnknown(now, step.Path, state[step].Attempt, null)
            : new Event.StepFailed(now, step.Path, state[step].Attempt, null);

    /// <summary>An operator does not want to wait any longer for the attempt that is at work. Whether it took effect is for an operator to say.</summary>
    public static Event Abandoned(PlanStep step, StepState open, string why, DateTimeOffset now)
    {
        var failure = new AttemptFailure("Abandoned", why, open.OpenNumber, now) { MayHaveTakenEffect = true };
        return open.IsCompensation
            ? new Event.CompensationAttemptFailed(now, step.Path, open.OpenNumber, failure, null) { Policy = CompensationFailurePolicy.Suspend }
            : new Event.StepEscalated(now, step.Path, open.OpenNumber, failure);
    }

    private static bool IsIssued(TransactionState state, Command.Answer answer)
    {
        if (answer.Epoch != state.Epoch || answer.Step < 0 || answer.Step >= state.Steps.Count)
            return false;
        var step = state.Steps[answer.Step];
        var direction = answer is Command.Compensated or Command.CompensateFailed ? Direction.Compensate : Direction.Execute;
        return step.IsIssued && step.IsAt(direction, answer.Attempt) && (answer is not Command.NotBegun || step.Unwanted)
            && (answer is not (Command.Executed or Command.Listed)
                || answer is Command.Listed == state.Plan.Steps[answer.Step].ListsItems);
    }

    private static Event Of(TransactionState state, PlanStep step, Command.Answer answer, DateTimeOffset now) => answer switch
    {
        Command.Executed x => new Event.StepSucceeded(now, step.Path, x.Attempt, x.Output) { PassesPivot = step.IsPivot },
        Command.Listed x => Listed(state, step, x, now),
        Command.ExecuteFailed x => ExecuteFailed(state, step, x.Attempt, x.Error, now),
        Command.NotBegun => GivenUp(state, step, now),
        Command.Compensated x => new Event.StepCompensated(now, step.Path, x.Attempt),
        Command.CompensateFailed x => CompensateFailed(state, step, x.Attempt, x.Error, now),
        _ => throw new InvalidOperationException($"Unknown answer {answer.GetType().Name}."),
    };

    private static Event Listed(TransactionState state, PlanStep step, Command.Listed answer, DateTimeOffset now)
    {
        var steps = state.Plan.Steps.Count + Plan.StepsOf((PlanBlock)step.Parent!, answer.Items.Length);
        return steps <= state.Plan.Limits.MaxSteps
            ? new Event.ItemsListed(now, step.Path, answer.Attempt, answer.Items, answer.AtATime)
            : Ended(state, step, answer.Attempt, new AttemptFailure(
                "TooManySteps", $"With {answer.Items.Length} items the transaction would have {steps} steps; the limit is "
                + $"{state.Plan.Limits.MaxSteps} (tale.max-steps)", answer.Attempt, now), now);
    }

    private static Event ExecuteFailed(TransactionState state, PlanStep step, int attempt, AttemptError error, DateTimeOffset now)
    {
        var failure = Failure(error, attempt, now);
        return error.Verdict switch
        {
            Verdict.Retry when attempt <= step.Retry.MaxRetries && !state.IsAborting && IsFull(state) =>
                new Event.StepEscalated(now, step.Path, attempt, Last(failure, state)),
            Verdict.Retry when attempt <= step.Retry.MaxRetries && !state.IsAborting =>
                new Event.StepAttemptFailed(now, step.Path, attempt, failure, now + Delay(step.Retry, attempt, error)),
            Verdict.KeepState when step.KeepsType =>
                new Event.StepSucceeded(now, step.Path, attempt, null) { PassesPivot = step.IsPivot },
            Verdict.KeepState => Ended(state, step, attempt, failure with
            {
                Message =
                    $"{failure.Message} (the decider said Resume, but the step's input cannot stand for its output: the types differ)",
            }, now),
            Verdict.Escalate => new Event.StepEscalated(now, step.Path, attempt, failure),
            Verdict.Unknown => OfUnknownOutcome(state, step, attempt, failure, isDoubtful: error.MayHaveTakenEffect, now),
            _ => Ended(state, step, attempt, failure, now, error.NoneTookEffect),
        };
    }

    /// <summary>
    /// No attempt is made any more and none succeeded. The last error is about the last attempt only: if an earlier one may have taken
    /// effect, the step has not failed but is unknown. Past the pivot nothing goes back, so an operator has to help.
    /// </summary>
    /// <param name="noneTookEffect">The error is about all of them.</param>
    private static Event Ended(
        TransactionState state, PlanStep step, int attempt, AttemptFailure? failure, DateTimeOffset now, bool noneTookEffect = false)
    {
        if (step.MindsDoubt && !noneTookEffect && (state[step].MayHaveTakenEffect || failure is { MayHaveTakenEffect: true }))
            return OfUnknownOutcome(state, step, attempt, failure, isDoubtful: true, now);
        return state.IsPastPivot
            ? new Event.StepEscalated(now, step.Path, attempt, failure)
            : new Event.StepFailed(now, step.Path, attempt, failure);
    }

    /// <param name="isDoubtful">False: the step is known to have taken effect, and only its output is lost.</param>
    private static Event OfUnknownOutcome(
        TransactionState state, PlanStep step, int attempt, AttemptFailure? failure, bool isDoubtful, DateTimeOffset now)
    {
        // Whatever is decided later knows from it that there may be something to undo.
        if (!isDoubtful)
            failure = failure! with { MayHaveTakenEffect = true };
        if (state.IsPastPivot || step.UnknownOutcome == UnknownOutcomePolicy.Suspend)
            return new Event.StepEscalated(now, step.Path, attempt, failure);
        return isDoubtful && step.UnknownOutcome == UnknownOutcomePolicy.AssumeFailed
            ? new Event.StepFailed(now, step.Path, attempt, failure)
            : new Event.StepOutcomeUnknown(now, step.Path, attempt, failure);
    }

    private static Event CompensateFailed(TransactionState state, PlanStep step, int attempt, AttemptError error, DateTimeOffset now)
    {
        var failure = Failure(error, attempt, now);
        return error.Verdict switch
        {
            Verdict.Retry or Verdict.Unknown when attempt <= step.CompensationRetry.MaxRetries && IsFull(state) =>
                new Event.CompensationAttemptFailed(now, step.Path, attempt, Last(failure, state), null)
                {
                    Policy = CompensationFailurePolicy.Suspend,
                },
            Verdict.Retry or Verdict.Unknown when attempt <= step.CompensationRetry.MaxRetries =>
                new Event.CompensationAttemptFailed(now, step.Path, attempt, failure, now + Delay(step.CompensationRetry, attempt, error)),
            Verdict.KeepState => new Event.StepCompensated(now, step.Path, attempt),
            Verdict.Escalate =>
                new Event.CompensationAttemptFailed(now, step.Path, attempt, failure, null) { Policy = CompensationFailurePolicy.Suspend },
            _ => new Event.CompensationAttemptFailed(now, step.Path, attempt, failure, null)
            {
                Policy = state.Plan.CompensationFailurePolicy,
            },
        };
    }

    /// <summary>Only retries let a log grow without an end. Whatever else it still has to say is bounded by its definition.</summary>
    private static bool IsFull(TransactionState state) => state.Log.Revision >= state.Plan.Limits.MaxEvents;

    private static AttemptFailure Last(AttemptFailure failure, TransactionState state) => failure with
    {
        Message = $"{failure.Message} (not tried again by itself: the log has {state.Log.Revision} events, "
            + $"and tale.max-events-per-transaction is {state.Plan.Limits.MaxEvents})",
    };

    private static AttemptFailure Failure(AttemptError error, int attempt, DateTimeOffset now) =>
        new(error.Type, error.Message, attempt, now) { MayHaveTakenEffect = error.MayHaveTakenEffect };

    /// <summary>A participant's own wish is bounded like a policy: it comes from elsewhere and may be any number.</summary>
    private static TimeSpan Delay(RetryPolicy policy, int attempt, AttemptError error) => error.RetryAfter is { } asked
        ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, RetryPolicy.LongestDelay.Ticks))
        : Backoff.Delay(policy, attempt, error.Jitter);
}
