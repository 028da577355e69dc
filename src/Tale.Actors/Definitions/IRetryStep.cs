namespace Tale.Actors.Definitions;

/// <summary>
/// A step that handles its own retries: from the second attempt on, <see cref="RetryAsync"/> is called in place of <c>ExecuteAsync</c>.
/// </summary>
/// <typeparam name="TIn">The state it starts from.</typeparam>
/// <typeparam name="TOut">The state it leaves.</typeparam>
public interface IRetryStep<in TIn, TOut> : IStep<TIn, TOut>
{
    /// <summary>Tries again. Throw <see cref="AbortRetriesException"/> to give up.</summary>
    /// <param name="state">A fresh copy of the original input.</param>
    /// <param name="failures">The errors so far, oldest first.</param>
    /// <param name="step">Which transaction, step and attempt this is.</param>
    /// <returns>The output.</returns>
    Task<TOut> RetryAsync(TIn state, IReadOnlyList<Protocol.AttemptFailure> failures, StepContext step);
}
