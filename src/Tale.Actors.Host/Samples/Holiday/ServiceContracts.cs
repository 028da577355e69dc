namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>What every operation of the sample services takes.</summary>
/// <param name="TransactionId">On whose behalf the call is made; shown in the ledger.</param>
/// <param name="CustomerId">The customer.</param>
internal sealed record ServiceCall(string TransactionId, string CustomerId)
{
    /// <summary>The amount to debit.</summary>
    public decimal? Amount { get; init; }

    /// <summary>In an undo: the reference that the operation to be undone was answered with, if it is known.</summary>
    public string? Reference { get; init; }
}

/// <summary>What every operation answers: the same reference for the same key, however often it is asked.</summary>
internal sealed record ServiceReceipt(string Reference);

/// <summary>How a service misbehaves. Kept in memory: a restarted service behaves well again.</summary>
/// <param name="DelayMs">How long every call waits before it takes effect, in milliseconds, 0 to 600,000.</param>
/// <param name="Failures">How many of the next calls fail without any effect; -1 means all of them.</param>
internal sealed record ServiceBehaviour(int DelayMs = 0, int Failures = 0);

/// <summary>One row of a service's ledger.</summary>
/// <param name="Order">The order of arrival, across all services.</param>
/// <param name="TransactionId">On whose behalf the call was made.</param>
/// <param name="Operation">What was done, for example <c>book</c>.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Applied">False for a repeated key: it changed nothing.</param>
internal sealed record LedgerRow(long Order, string TransactionId, string Operation, string Key, bool Applied);
