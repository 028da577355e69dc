namespace Tale.Actors.Protocol;

/// <summary>One page of what has happened to a transaction.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Entries">The entries, in the order of the log.</param>
/// <param name="LastRevision">The revision of the last event in the log.</param>
/// <param name="IsEnded">Whether the transaction has ended, and nothing comes after this page.</param>
public sealed record TransactionHistory(string TransactionId, IReadOnlyList<HistoryEntry> Entries, long LastRevision, bool IsEnded)
    : IWithTransactionId
{
    /// <summary>Whether the log has entries after this page: the next one begins after the last revision of this one.</summary>
    public bool HasMore => Entries is { Count: > 0 } && Entries[^1].Revision < LastRevision;
}
