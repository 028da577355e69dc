namespace Tale.Actors.Index;

/// <summary>An open transaction that must be in memory, and its place in the order of those that must.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="DueAt">By when (UTC). The beginning of time: it is at work, or has work that is open.</param>
public sealed record DueTransaction(string TransactionId, DateTimeOffset DueAt);
