namespace Tale.Actors.Protocol;

/// <summary>The transaction is durable: it will end, or be visibly suspended, whatever crashes.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Definition">The definition it runs.</param>
/// <param name="Version">The version it is pinned to.</param>
/// <param name="Status">Its status now: <see cref="TransactionStatus.Running"/> when it has just started.</param>
public sealed record TransactionAccepted(string TransactionId, string Definition, int Version, TransactionStatus Status)
    : IWithTransactionId;
