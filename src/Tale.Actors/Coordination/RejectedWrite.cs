using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Coordination;

/// <summary>
/// What is left of a write that the journal rejected for what it holds: for every attempt in it, a small safe failure that can be stored.
/// </summary>
internal sealed class RejectedWrite(string why, ErrorJudge judge)
{
    public IReadOnlyList<RejectedAnswer> Answers(IEnumerable<Event> events) => [.. events.Select(Answer).OfType<RejectedAnswer>()];

    private RejectedAnswer? Answer(Event e) => e switch
    {
        // The step took effect, and nobody can go on from what it left. One that kept its input left nothing: it is asked again.
        Event.StepSucceeded { Output: not null } x => Executed(
            x.Step, x.Attempt, judge.OfOutput($"The step took effect, but the journal rejected its output: {why}")),
        Event.ItemsListed x => Executed(
            x.Step, x.Attempt, Failure(Verdict.GiveUp, mayHaveTakenEffect: false, $"The journal rejected the list of items: {why}")),
        Event.StepAttemptFailed x => Executed(x.Step, x.Attempt, Failure(Verdict.Retry, x.Failure.MayHaveTakenEffect)),
        Event.StepFailed { Failure: not null } x => Executed(x.Step, x.Attempt, Failure(Verdict.GiveUp, x.Failure.MayHaveTakenEffect)),
        // Not in doubt: where the definition assumes that a doubtful step has failed, this one had taken effect for certain.
        Event.StepOutcomeUnknown { Failure: not null } x => Executed(x.Step, x.Attempt, Failure(Verdict.Unknown, false)),
        Event.StepEscalated { Failure: not null } x => Executed(x.Step, x.Attempt, Failure(Verdict.Escalate, x.Failure.MayHaveTakenEffect)),
        Event.CompensationAttemptFailed x => new RejectedAnswer(
            new AttemptRef(x.Step, Direction.Compensate, x.Attempt), Failure(VerdictOf(x), false)),
        _ => null,
    };

    /// <summary>Whoever asked for an operator gets one, whatever the definition says of an undo that fails.</summary>
    private static Verdict VerdictOf(Event.CompensationAttemptFailed e) =>
        e.RetryAt is not null ? Verdict.Retry
        : e.Policy == CompensationFailurePolicy.Suspend ? Verdict.Escalate
        : Verdict.GiveUp;

    private static RejectedAnswer Executed(string step, int attempt, AttemptError error) =>
        new(new AttemptRef(step, Direction.Execute, attempt), error);

    private AttemptError Failure(Verdict verdict, bool mayHaveTakenEffect, string? text = null) =>
        judge.OfRejectedFailure(text ?? $"The attempt failed, and the journal rejected its failure: {why}", verdict) with
        {
            MayHaveTakenEffect = mayHaveTakenEffect,
        };
}
