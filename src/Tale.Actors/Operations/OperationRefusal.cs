using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>A transaction to which an operation could not be done.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">The reason, for programs. One that has ended, or is not there any more: <see cref="RejectionReason.NotAllowed"/>.</param>
/// <param name="Message">The reason, for people, cut to 500 characters.</param>
public sealed record OperationRefusal(string TransactionId, RejectionReason Reason, string Message)
{
    /// <summary>
    /// Whether it was given up on after <c>tale.operations.max-tries</c>, because it did not answer or could not be told. The command may
    /// have taken effect all the same. Default: no, it was refused.
    /// </summary>
    public bool IsFailure { get; init; }
}
