namespace Tale.Actors.Protocol;

/// <summary>
/// Asks for the events of a transaction's log, in order, a page at a time. The log is read and nothing else: nothing is written, and a
/// transaction that is not in memory stays where it is. The answer is a <see cref="TransactionHistory"/>, a
/// <see cref="TransactionNotFound"/>, or a <see cref="TransactionRejected"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record GetHistory(string TransactionId) : ITransactionCommand
{
    /// <summary>The most entries of one page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>
    /// The revision after which the page begins. Default 0: at the beginning. One that the log does not have yet is refused.
    /// </summary>
    public long After { get; init; }

    /// <summary>The most entries, 1 to 1,000. Default 100. A page is also bounded in bytes, so it may have fewer.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether states and outputs are wanted. Default: yes.</summary>
    public bool WithPayloads { get; init; } = true;

    /// <summary>
    /// Whether to wait while there is nothing after <see cref="After"/> and the transaction has not ended. Half a minute without news is
    /// answered with an empty page: ask again. Default: no.
    /// </summary>
    public bool WaitsForNews { get; init; }
}
