namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>The body of every operation of the sample services.</summary>
/// <param name="TransactionId">The transaction on whose behalf the call is made; shown in the ledger.</param>
/// <param name="CustomerId">The customer.</param>
internal sealed record ServiceCall(string TransactionId, string CustomerId)
{
    /// <summary>The amount to debit.</summary>
    public decimal? Amount { get; init; }

    /// <summary>In an undo: the reference that the operation to be undone was answered with, if it is known.</summary>
    public string? Reference { get; init; }
}
