namespace Tale.Actors.Journal.Storage;

/// <summary>
/// A database that holds logs and the index. Thread safe; what it opens is not, and belongs to one thread. Its writer loop disposes of it.
/// </summary>
internal interface IEventStore : IDisposable
{
    /// <summary>Connects for writing; creates or migrates the schema first, and checks it.</summary>
    /// <exception cref="JournalSchemaException">The database must not be written to by this version.</exception>
    IEventWriter OpenWriter();

    /// <summary>Connects for reading, with the same care for the schema.</summary>
    IEventReader OpenReader();

    /// <summary>
    /// Connects for deletes that go beside the writes. Null: the store takes one writer at a time, so its writers are
    /// <see cref="IEventDeleter"/> too, and delete between two batches.
    /// </summary>
    Func<IEventDeleter>? OpenDeleter { get; }

    /// <summary>Whether the database is a part of this process, and has no processor of its own to wake up on.</summary>
    bool IsInProcess => false;

    /// <summary>
    /// Whether this surely means that the database is in trouble: gone, hanging, read only, broken. Any other failure may be the write's
    /// own: its neighbours are stored without it, and a probe tells whether it was (docs/adr/0103).
    /// </summary>
    bool IsUnavailable(Exception failure);
}
