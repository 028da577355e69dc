using Tale.Actors.Protocol;

namespace Tale.Actors;

/// <summary>How a transaction ended, typed.</summary>
/// <typeparam name="TOut">The type of the result.</typeparam>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Status">
/// <see cref="TransactionStatus.Completed"/>, <see cref="TransactionStatus.Compensated"/>, <see cref="TransactionStatus.Failed"/> or
/// <see cref="TransactionStatus.Suspended"/>.
/// </param>
/// <param name="Result">The result, when completed; otherwise the type's default.</param>
/// <param name="Failure">What failed, when not completed.</param>
/// <param name="SuspendedReason">Why it is suspended, when it is.</param>
public sealed record TransactionOutcome<TOut>(
    string TransactionId, TransactionStatus Status, TOut? Result, TransactionFailure? Failure, string? SuspendedReason)
{
    /// <summary>Whether every step took effect.</summary>
    public bool IsCompleted => Status == TransactionStatus.Completed;
}
