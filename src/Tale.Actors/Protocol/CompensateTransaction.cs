namespace Tale.Actors.Protocol;

/// <summary>
/// Asks for a completed transaction to be undone: every step that took effect is compensated, in the strict reverse of execution, as if the
/// transaction had failed at its end. The answer is <see cref="CommandAccepted"/> once that is durable, also when it is being undone already;
/// the outcome that stands when it was compensated or has failed; <see cref="TransactionNotFound"/>, or <see cref="TransactionRejected"/>: it
/// has not ended, has passed its pivot, or its definition is not registered. Idempotent.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">Why, for people: stands in the log, in the view and in the failure. At most 2,000 characters are kept.</param>
public sealed record CompensateTransaction(string TransactionId, string Reason) : ITransactionCommand
{
    /// <summary>The transaction's id. Null becomes empty, and is refused as no valid id.</summary>
    public string TransactionId { get; init; } = TransactionId ?? "";

    /// <summary>Why, for people. Null becomes empty.</summary>
    public string Reason { get; init; } = Reason ?? "";
}
