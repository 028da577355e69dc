namespace Tale.Actors.Protocol;

/// <summary>There is no transaction with this id.</summary>
/// <param name="TransactionId">The id that was asked for.</param>
public sealed record TransactionNotFound(string TransactionId) : IWithTransactionId;
