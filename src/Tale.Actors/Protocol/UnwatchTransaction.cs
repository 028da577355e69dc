namespace Tale.Actors.Protocol;

/// <summary>
/// Takes a <see cref="WatchTransaction"/>, or the wish of a <see cref="StartTransaction"/> to be told the outcome, back: the sender does
/// not wait any more. Wakes nothing and has no answer.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record UnwatchTransaction(string TransactionId) : ITransactionCommand;
