namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>One row of a service's ledger.</summary>
/// <param name="Order">The order of arrival, across all services.</param>
/// <param name="TransactionId">The transaction on whose behalf the call was made.</param>
/// <param name="Operation">The operation, for example <c>book</c>.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Applied">False for a repeated key: it changed nothing.</param>
internal sealed record LedgerRow(long Order, string TransactionId, string Operation, string Key, bool Applied);
