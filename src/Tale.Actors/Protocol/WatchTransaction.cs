namespace Tale.Actors.Protocol;

/// <summary>
/// Asks to be told the outcome: <see cref="TransactionCompleted"/>, <see cref="TransactionCompensated"/>, <see cref="TransactionFailed"/>
/// or <see cref="TransactionSuspended"/>, at once when it is known already; <see cref="TransactionNotFound"/> when there is no such
/// transaction. A watch lives in memory: after a crash of the node it has to be asked for again (<see cref="ITaleClient"/> does).
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record WatchTransaction(string TransactionId) : ITransactionCommand;
