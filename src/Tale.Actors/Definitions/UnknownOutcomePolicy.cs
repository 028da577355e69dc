namespace Tale.Actors.Definitions;

/// <summary>
/// What becomes of a step of which no attempt succeeded, and one may have taken effect: it timed out, was cancelled, or its process died
/// before the answer.
/// </summary>
public enum UnknownOutcomePolicy
{
    /// <summary>
    /// The step is undone, from its input and with <see cref="StepContext.Outcome"/> unknown. Where input and output have different types
    /// that takes an <see cref="ICompensateUnknown{TIn}"/> or an <c>UndoUnknown</c>; without one the transaction is suspended.
    /// </summary>
    Compensate,

    /// <summary>
    /// The step counts as failed without an effect, and is not undone. For steps whose late effect is harmless, such as a question or a
    /// reservation that lapses by itself.
    /// </summary>
    AssumeFailed,

    /// <summary>The transaction is suspended until an operator has found out what happened, and says so.</summary>
    Suspend,
}
