namespace Tale.Actors.Protocol;

/// <summary>What a command asked for is durable.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Status">The transaction's status after the command.</param>
/// <param name="Revision">The transaction's revision after the command: <see cref="TransactionView.Revision"/>.</param>
public sealed record CommandAccepted(string TransactionId, TransactionStatus Status, long Revision) : IWithTransactionId
{
    /// <summary>That of the cancel which it answers; null: it answers something else, or comes from a build that does not say.</summary>
    internal string? WishId { get; init; }
}
