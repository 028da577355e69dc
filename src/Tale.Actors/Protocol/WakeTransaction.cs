namespace Tale.Actors.Protocol;

/// <summary>
/// Makes sure that the transaction is in memory and at work. Sent by the watchdog; does nothing to a live one and has no answer.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record WakeTransaction(string TransactionId) : ITransactionCommand;
