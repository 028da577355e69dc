namespace Tale.Actors.Protocol;

/// <summary>
/// Final: something that took effect was not undone, because a compensation failed for good under the policy <c>Continue</c>, or an operator left
/// it (<see cref="OperatorAction.SkipStep"/>, <see cref="OperatorAction.GiveUp"/>).
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Failure">What failed, and which compensations failed, in the order in which they ran.</param>
public sealed record TransactionFailed(string TransactionId, TransactionFailure Failure) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Failed;

    /// <summary>What it is about; never what went wrong, which may be secret.</summary>
    public override string ToString() => $"TransactionFailed '{TransactionId}'";
}
