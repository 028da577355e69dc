namespace Tale.Actors.Protocol;

/// <summary>Final: a step failed for good and everything that took effect was undone.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Failure">What failed.</param>
public sealed record TransactionCompensated(string TransactionId, TransactionFailure Failure) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Compensated;

    /// <summary>What it is about; never what went wrong, which may be secret.</summary>
    public override string ToString() => $"TransactionCompensated '{TransactionId}'";
}
