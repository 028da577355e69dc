namespace Tale.Actors.Index;

/// <summary>A page of the index.</summary>
/// <param name="Transactions">The rows, ordered by id.</param>
/// <param name="Next">Where the next page starts, to be given as <see cref="TransactionQuery.After"/>; null on the last page.</param>
public sealed record TransactionPage(IReadOnlyList<TransactionSummary> Transactions, string? Next);
