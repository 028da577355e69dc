namespace Tale.Actors.Journal.Storage;

/// <summary>A connection that writes. After an exception that means "unavailable" it is closed and another one opened.</summary>
internal interface IEventWriter : IDisposable
{
    /// <summary>Stores all of it in one database transaction, durable on return, or nothing.</summary>
    /// <exception cref="StaleWriteException">
    /// A sequence number was taken already, or deleted: another owner wrote this log. Or the number before it is missing.
    /// </exception>
    void Write(IReadOnlyList<EventWrite> writes);

    /// <summary>Deletes at most <paramref name="limit"/> events up to a sequence number, which stays taken for ever.</summary>
    /// <returns>Whether there is more to delete.</returns>
    bool DeleteTo(string persistenceId, long sequenceNr, int limit);

    /// <summary>
    /// Deletes transactions that ended before a time, with their logs: at most <paramref name="limit"/> of them, the oldest first.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    int DeleteEnded(DateTimeOffset before, int limit);

    /// <summary>Deletes the row of a transaction that was opened before a time and never went on.</summary>
    /// <returns>Whether there was one.</returns>
    bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore);

    /// <summary>Writes something real to find out whether writing works.</summary>
    void Probe();
}
