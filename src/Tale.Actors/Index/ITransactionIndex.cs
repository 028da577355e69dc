namespace Tale.Actors.Index;

/// <summary>
/// The transaction index: one row a transaction, for listing, searching and counting, and the source of truth for "open".
/// It is written with the log; this interface reads it.
/// </summary>
public interface ITransactionIndex
{
    /// <summary>One page of transactions, ordered by id and stable under inserts.</summary>
    /// <param name="query">What to look for.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// How many transactions there are, by definition, version and status, in that order. Those without any are left out. Unless it asks for
    /// statuses other than completed only, or for an id's prefix, it reads every row.
    /// </summary>
    /// <param name="query">What to count. Where a page starts and how long it is plays no part.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Open transactions that must be in memory by <paramref name="now"/>, ordered by the time at which they are due, then by id. A batch
    /// is read at the cost of its own rows, however many are due.
    /// </summary>
    /// <param name="now">The time (UTC) by which they are due. What is open now is due by any clock: clocks of nodes differ.</param>
    /// <param name="after">The last one of the batch before; null for the first batch.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default);
}
