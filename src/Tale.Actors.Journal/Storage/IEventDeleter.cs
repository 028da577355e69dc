namespace Tale.Actors.Journal.Storage;

/// <summary>A connection that deletes. After any exception but <see cref="DeleteDelayedException"/> it is closed.</summary>
internal interface IEventDeleter : IDisposable
{
    /// <summary>
    /// Deletes at most <paramref name="limit"/> events up to a sequence number, which stays taken for ever; fewer, and at least one, when they
    /// are large.
    /// </summary>
    /// <returns>Whether there is more to delete.</returns>
    /// <exception cref="DeleteDelayedException">Somebody else has locked what is to go.</exception>
    bool DeleteTo(string persistenceId, long sequenceNr, int limit);

    /// <summary>
    /// Deletes transactions that ended before a time, with their logs: at most <paramref name="limit"/> of them, the oldest first;
    /// fewer, and at least one, when their logs are large.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="DeleteDelayedException">Somebody else has locked what is to go.</exception>
    int DeleteEnded(DateTimeOffset before, int limit);

    /// <summary>Deletes the row of a transaction that was opened before a time and never went on.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DeleteDelayedException">Somebody else has locked it.</exception>
    bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore);
}
