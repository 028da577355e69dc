namespace Tale.Actors.Journal.Storage;

/// <summary>
/// The database's schema is not one that this version may write to; the message says what to do. Nothing is read or written until it is.
/// </summary>
public sealed class JournalSchemaException : Exception
{
    private JournalSchemaException(string message) : base(message) { }

    /// <summary>A later version of Tale has changed the database.</summary>
    internal static JournalSchemaException TooNew(string database, long present, int known) => new(
        $"The database {database} has schema version {present}; this version of Tale knows up to {known}. "
        + "Run a version of Tale that is at least as new as the one that wrote it.");

    /// <summary>Stale owners would not be fenced.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    internal static JournalSchemaException LacksKey(string database, string remedy) => new(
        $"The database {database} lacks a unique key that protects its logs: tale_event must have PRIMARY KEY (id, sequence_nr) and "
        + "tale_persistence_id must have UNIQUE (persistence_id). Without them two owners of one transaction could both write to its log. "
        + remedy);
}
