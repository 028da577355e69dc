using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What follows from a state by itself, whatever led to it.</summary>
internal static class Consequences
{
    /// <summary>The next event that has to follow; null when the state stands.</summary>
    public static Event? Next(TransactionState state, DateTimeOffset now)
    {
        if (state.IsFinal)
            return null;
        if (!state.UnsaidWaits.IsEmpty && !state.IsAborting)
            return Signals.Begun(state, now);
        // Told at once, also while other branches are at work: an operator who is needed should know.
        if (state.HasUntoldStuckSteps)
            return new Event.TransactionSuspended(now, SuspensionCause.OperatorNeeded, FailureReport.Suspension(state));
        if (state.StuckSteps > 0)
            return null;
        if (state.Log.Suspension?.ResumesByItself() == false)
            return new Event.TransactionResumed(now, Incarnations.StatusBehindSuspension(state), "Nothing waits for an operator any more");
        if (state.HasOpenWork)
            return null;
        if (!state.IsCompensating)
        {
            return state.Abort is { } cause
                ? new Event.CompensationStarted(now, FailureReport.Cause(state)) { Kind = cause }
                : new Event.TransactionCompleted(now);
        }
        var failure = FailureReport.Of(state)!;
        return failure.Compensations.Count > 0
            ? new Event.TransactionFailed(now, failure.Message)
            : new Event.TransactionCompensated(now, failure.Message);
    }
}
