namespace Tale.Actors.Journal.Storage;

/// <summary>A connection that writes. After an exception that means "unavailable" it is closed and another one opened.</summary>
internal interface IEventWriter : IDisposable
{
    /// <summary>Stores all of it in one database transaction, durable on return, or nothing.</summary>
    /// <exception cref="StaleWriteException">
    /// A sequence number was taken already, or deleted: another owner wrote this log. Or the number before it is missing.
    /// </exception>
    void Write(IReadOnlyList<EventWrite> writes);

    /// <summary>Writes something real to find out whether writing works.</summary>
    void Probe();
}
