using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Turns a command into events. Pure; the caller writes the events and folds them with <see cref="Evolve"/>.</summary>
internal static class Decide
{
    /// <summary>The events that a command brings about, none if it is stale, and the state after them.</summary>
    public static (IReadOnlyList<Event> Events, TransactionState State) On(TransactionState state, Command command, DateTimeOffset now)
    {
        List<Event> events = [];
        if (Answer(state, command, now) is not { } answer)
            return (events, state);
        for (var next = answer; next is not null; next = Next(state, command, now))
        {
            state = Evolve.Apply(state, next);
            events.Add(WithDueTime(next, state, now));
        }
        return (events, state);
    }

    /// <summary>What one step waits for says nothing about its siblings; the state after it does.</summary>
    private static Event WithDueTime(Event e, TransactionState after, DateTimeOffset now) => e switch
    {
        Event.StepAttemptFailed x => x with { DueAt = after.WaitsUntil(now) },
        Event.CompensationAttemptFailed { RetryAt: not null } x => x with { DueAt = after.WaitsUntil(now) },
        _ => e,
    };

    private static Event? Answer(TransactionState state, Command command, DateTimeOffset now) => command switch
    {
        _ when state.IsFinal => null,
        Command.Recover => Recover(state, now),
        Command.Answer answer when answer.Epoch != state.Epoch => null,
        Command.Executed x when IsExecuting(state, x) => new Event.StepSucceeded(now, Path(state, x), x.Attempt, x.Output),
        Command.ExecuteFailed x when IsExecuting(state, x) => ExecuteFailed(state, x, now),
        Command.RetryGivenUp x when IsExecuting(state, x) => Ended(state, state.Plan.Steps[x.Step], x.Attempt, null, now),
        Command.Compensated x when IsCompensating(state, x) => new Event.StepCompensated(now, Path(state, x), x.Attempt),
        Command.CompensateFailed x when IsCompensating(state, x) => CompensateFailed(state, x, now),
        _ => null,
    };

    /// <summary>What follows from a state by itself, whatever command led to it.</summary>
    private static Event? Next(TransactionState state, Command command, DateTimeOffset now)
    {
        if (command is Command.Recover && state.SuspensionCause is SuspensionCause.DefinitionMissing or SuspensionCause.LogUnreadable)
            return new Event.TransactionResumed(now, StatusBehindSuspension(state), "Its definition is registered and its log can be read");
        if (state.IsFinal || state.IsSuspended || state.OpenSteps > 0)
            return null;
        if (state.StuckSteps > 0)
            return new Event.TransactionSuspended(now, SuspensionCause.OperatorNeeded, Failures.Suspension(state));
        if (!state.IsCompensating)
            return state.IsDoomed ? new Event.CompensationStarted(now, Failures.Cause(state)) : new Event.TransactionCompleted(now);
        var failure = Failures.Of(state)!;
        return failure.Compensations.Count > 0
            ? new Event.TransactionFailed(now, failure.Message)
            : new Event.TransactionCompensated(now, failure.Message);
    }

    /// <summary>One that waits for an operator has no open work, so there is nothing to take over.</summary>
    private static Event.CoordinatorRecovered? Recover(TransactionState state, DateTimeOffset now) =>
        state.SuspensionCause == SuspensionCause.OperatorNeeded ? null : new Event.CoordinatorRecovered(now, state.Epoch + 1);

    private static TransactionStatus StatusBehindSuspension(TransactionState state) =>
        state.IsCompensating ? TransactionStatus.Compensating : TransactionStatus.Running;

    private static Event ExecuteFailed(TransactionState state, Command.ExecuteFailed x, DateTimeOffset now)
    {
        var step = state.Plan.Steps[x.Step];
        var failure = new AttemptFailure(x.Error.Type, x.Error.Message, x.Attempt, now) { MayHaveTakenEffect = x.Error.MayHaveTakenEffect };
        return x.Error.Verdict switch
        {
            Verdict.Retry when x.Attempt <= step.Retry.MaxRetries && !state.IsDoomed => new Event.StepAttemptFailed(
                now, step.Path, x.Attempt, failure, now + Delay(step.Retry, x.Attempt, x.Error)),
            Verdict.KeepState when step.KeepsType => new Event.StepSucceeded(now, step.Path, x.Attempt, null),
            Verdict.KeepState => Ended(state, step, x.Attempt, failure with
            {
                Message = $"{failure.Message} (the decider said Resume, but the step's input cannot stand for its output: the types differ)",
            }, now),
            Verdict.Escalate => new Event.StepEscalated(now, step.Path, x.Attempt, failure),
            Verdict.Unknown => new Event.StepOutcomeUnknown(now, step.Path, x.Attempt, failure),
            _ => Ended(state, step, x.Attempt, failure, now),
        };
    }

    /// <summary>
    /// No attempt is made any more and none succeeded. The last error is about the last attempt only: if an earlier one may have taken effect, the step
    /// has not failed but is unknown, and will be undone.
    /// </summary>
    private static Event Ended(TransactionState state, PlanStep step, int attempt, AttemptFailure? failure, DateTimeOffset now) =>
        step.Compensates && (state[step].MayHaveTakenEffect || failure is { MayHaveTakenEffect: true })
            ? new Event.StepOutcomeUnknown(now, step.Path, attempt, failure)
            : new Event.StepFailed(now, step.Path, attempt, failure);

    private static Event.CompensationAttemptFailed CompensateFailed(TransactionState state, Command.CompensateFailed x, DateTimeOffset now)
    {
        var step = state.Plan.Steps[x.Step];
        var again = x.Error.Verdict is Verdict.Retry or Verdict.Unknown && x.Attempt <= step.CompensationRetry.MaxRetries;
        return new Event.CompensationAttemptFailed(
            now, step.Path, x.Attempt, new AttemptFailure(x.Error.Type, x.Error.Message, x.Attempt, now),
            again ? now + Delay(step.CompensationRetry, x.Attempt, x.Error) : null);
    }

    /// <summary>A participant's own wish is bounded like a policy: it comes from elsewhere and may be any number.</summary>
    private static TimeSpan Delay(RetryPolicy policy, int attempt, AttemptError error) => error.RetryAfter is { } asked
        ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, RetryPolicy.LongestDelay.Ticks))
        : Backoff.Delay(policy, attempt, error.Jitter);

    private static bool IsExecuting(TransactionState state, Command.Answer answer) =>
        state.Steps[answer.Step] is { Phase: StepPhase.Executing } step && step.Attempt == answer.Attempt;

    private static bool IsCompensating(TransactionState state, Command.Answer answer) =>
        state.Steps[answer.Step] is { Phase: StepPhase.Compensating } step && step.CompensationAttempt == answer.Attempt;

    private static string Path(TransactionState state, Command.Answer answer) => state.Plan.Steps[answer.Step].Path;
}
