namespace Tale.Actors.Protocol;

/// <summary>
/// Asks for a transaction's present state. The answer is a <see cref="TransactionView"/> or a <see cref="TransactionNotFound"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record GetTransaction(string TransactionId) : ITransactionCommand;
