namespace Tale.Actors.Protocol;

/// <summary>
/// Asks what would be undone if a transaction failed now, and what is still ahead. Nothing is changed. The answer is a
/// <see cref="TransactionPlan"/> or a <see cref="TransactionNotFound"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record GetTransactionPlan(string TransactionId) : ITransactionCommand;
