namespace Tale.Actors.Protocol;

/// <summary>
/// Asks for a transaction to go back: nothing new starts, running attempts are told through their cancellation tokens (participants by a
/// <see cref="CancelStep"/>) and waited for, what waits is given up, and what took effect is undone. The answer is <see
/// cref="CommandAccepted"/> once that is durable, also when it goes back already; the outcome that stands when it has ended;
/// <see cref="TransactionNotFound"/>, or <see cref="TransactionRejected"/>. Idempotent. Sent again, it also tells a step that an incarnation
/// before had told, and that was begun again after a crash. A step that needs an operator is given up: if it may have taken effect, what its
/// policy for an unknown outcome says is done, and only where that is to ask an operator, or of a child of which something stands, one is still
/// needed. What the log says first wins: a
/// transaction that completed before is not cancelled.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">Why, for people: stands in the log, in the view and in the failure. At most 2,000 characters are kept.</param>
public sealed record CancelTransaction(string TransactionId, string Reason) : ITransactionCommand
{
    /// <summary>The transaction's id. Null becomes empty, and is refused as no valid id.</summary>
    public string TransactionId { get; init; } = TransactionId ?? "";

    /// <summary>Why, for people. Null becomes empty.</summary>
    public string Reason { get; init; } = Reason ?? "";

    /// <summary>A parent says so to its child, again and again. Nothing comes of that once it goes back.</summary>
    internal bool IsOfParent { get; init; }

    /// <summary>Tells one wish from another: sent again, by a client that has no answer or by a node that hands it over, it is the same. Null: it has none yet.</summary>
    internal string? WishId { get; init; }

    internal static string NewWishId() => Guid.NewGuid().ToString("N");
}
