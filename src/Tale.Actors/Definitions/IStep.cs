namespace Tale.Actors.Definitions;

/// <summary>
/// A step: something that takes effect elsewhere, and its undo. A class comes from dependency injection, in a scope of its own for each
/// attempt; an instance that the caller made is shared by all attempts. Both methods run at least once and must bear repetition: give <see
/// cref="StepContext.IdempotencyKey"/> to the service that is called.
/// </summary>
/// <typeparam name="TIn">The state it starts from: the step before's output.</typeparam>
/// <typeparam name="TOut">The state it leaves: the next step's input, and what its own undo gets.</typeparam>
public interface IStep<in TIn, TOut>
{
    /// <summary>
    /// Takes effect. Throwing means that it did not, definitely, unless the exception leaves this open: a cancellation, a timeout, a lost
    /// HTTP answer, or an <see cref="OutcomeUnknownException"/>. <see cref="StepOptions.OutcomeUnknownIf"/> changes which do.
    /// </summary>
    /// <param name="state">A fresh copy of the input.</param>
    /// <param name="step">Which transaction, step and attempt this is.</param>
    /// <returns>The output.</returns>
    Task<TOut> ExecuteAsync(TIn state, StepContext step);

    /// <summary>Undoes what <see cref="ExecuteAsync"/> did. Called if it took effect, or if nobody knows whether it did.</summary>
    /// <param name="output">A fresh copy of this step's own output; of its input when <see cref="StepContext.Outcome"/> is unknown.</param>
    /// <param name="step">Which transaction, step and attempt this is.</param>
    Task CompensateAsync(TOut output, StepContext step);
}
