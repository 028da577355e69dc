namespace Tale.Actors.Index;

/// <summary>Implemented by an index that can show what a log cannot say of itself, because nothing may be appended to it.</summary>
internal interface ISuspensionMarks
{
    /// <summary>
    /// Shows an open transaction as suspended. When it is due does not change. It never fails.
    /// </summary>
    /// <param name="transactionId">The transaction. Without a row there is nothing to show.</param>
    /// <param name="at">When that was found.</param>
    /// <param name="reason">Why, for people.</param>
    /// <returns>Whether that is stored; if not, it is to be tried again when the log is read again.</returns>
    Task<bool> TryMarkSuspendedAsync(string transactionId, DateTimeOffset at, string reason);
}
