namespace Tale.Actors.Index;

/// <summary>Implemented by an index that can show what a log cannot say of itself, because nothing may be appended to it.</summary>
internal interface ISuspensionMarks
{
    /// <summary>
    /// Shows an open transaction as suspended, soon. When it is due does not change. It never fails; what cannot be stored is tried again
    /// when the log is read again.
    /// </summary>
    /// <param name="transactionId">The transaction. Without a row there is nothing to show.</param>
    /// <param name="at">When that was found.</param>
    /// <param name="reason">Why, for people.</param>
    void MarkSuspended(string transactionId, DateTimeOffset at, string reason);
}
