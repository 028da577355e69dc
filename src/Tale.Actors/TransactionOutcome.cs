using System.Diagnostics.CodeAnalysis;
using Tale.Actors.Protocol;

namespace Tale.Actors;

/// <summary>How a transaction ended, typed.</summary>
/// <typeparam name="TOut">The type of the result.</typeparam>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Status">
/// <see cref="TransactionStatus.Completed"/>, <see cref="TransactionStatus.Compensated"/>, <see cref="TransactionStatus.Failed"/> or
/// <see cref="TransactionStatus.Suspended"/>.
/// </param>
/// <param name="Result">The result, when completed (null only if the last step returned null); otherwise the type's default.</param>
/// <param name="Failure">What failed, when compensated or failed; when suspended, what failed so far, if anything did.</param>
/// <param name="SuspendedReason">Why it is suspended, when it is.</param>
public sealed record TransactionOutcome<TOut>(
    string TransactionId, TransactionStatus Status, TOut? Result, TransactionFailure? Failure, string? SuspendedReason)
{
    /// <summary>Whether every step took effect. <see cref="Result"/> is there then.</summary>
    [MemberNotNullWhen(true, nameof(Result))]
    public bool IsCompleted => Status == TransactionStatus.Completed;

    /// <summary>Whether everything that took effect was undone. <see cref="Failure"/> is there then.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    public bool IsCompensated => Status == TransactionStatus.Compensated;

    /// <summary>Whether it has ended with something that was not undone. <see cref="Failure"/> is there then.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    public bool IsFailed => Status == TransactionStatus.Failed;

    /// <summary>Whether the transaction waits for an operator or its definition. <see cref="SuspendedReason"/> is there then.</summary>
    [MemberNotNullWhen(true, nameof(SuspendedReason))]
    public bool IsSuspended => Status == TransactionStatus.Suspended;
}
