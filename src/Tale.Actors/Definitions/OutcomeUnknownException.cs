namespace Tale.Actors.Definitions;

/// <summary>
/// Thrown by a step that does not know whether it took effect: the connection broke, or the time was up, while the answer was awaited. The
/// attempt is retried like any failed one, under the same idempotency key. If no attempt succeeds the step has not failed but its outcome
/// is unknown, and it is undone from its input. A cancellation, a timeout and a lost HTTP answer say the same, anywhere in the chain of
/// inner exceptions; any other exception says that its attempt took no effect. <see cref="StepOptions.OutcomeUnknownIf"/> changes which do.
/// </summary>
public sealed class OutcomeUnknownException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was under way, and how it ended.</param>
    /// <param name="innerException">The error behind it, if any.</param>
    public OutcomeUnknownException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
