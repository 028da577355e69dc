namespace Tale.Actors.Protocol;

/// <summary>Not final: the transaction waits, visibly, for an operator or for its definition.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">Why, and what would make it go on.</param>
/// <param name="Failure">What failed so far, if anything did.</param>
public sealed record TransactionSuspended(string TransactionId, string Reason, TransactionFailure? Failure) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Suspended;

    /// <summary>What it is about; never what went wrong, which may be secret.</summary>
    public override string ToString() => $"TransactionSuspended '{TransactionId}'";
}
