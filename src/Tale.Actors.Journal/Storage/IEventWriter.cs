namespace Tale.Actors.Journal.Storage;

/// <summary>A connection that writes. After an exception that means "unavailable" it is closed and another one opened.</summary>
internal interface IEventWriter : IDisposable
{
    /// <summary>Whether the connection can be used; some errors end it, whoever caused them.</summary>
    bool IsOpen { get; }

    /// <summary>Stores all of it in one database transaction, durable on return, or nothing.</summary>
    /// <exception cref="StaleWriteException">
    /// A sequence number was taken already, or deleted: another owner wrote this log. Or the number before it is missing.
    /// </exception>
    void Write(IReadOnlyList<EventWrite> writes);

    /// <summary>Shows an open transaction as suspended, if it has a row, without an event that says so.</summary>
    void MarkSuspended(string transactionId, DateTimeOffset at, string reason);

    /// <summary>
    /// Notices, at no cost, what an idle node would not: that its database has been taken away under it. Where only a call can tell, it
    /// does nothing.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database is not where it was.</exception>
    void EnsureInPlace();

    /// <summary>
    /// Does what writes do to find out whether they work: stores <see cref="ProbeLog"/> and deletes it, in one database transaction.
    /// </summary>
    /// <param name="bytes">How much room its first event takes.</param>
    void Probe(int bytes);
}
