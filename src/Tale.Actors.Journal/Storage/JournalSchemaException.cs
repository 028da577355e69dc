namespace Tale.Actors.Journal.Storage;

/// <summary>
/// The database is not one that this version may write to: its schema is another one, or it is no database, or damaged. The message says
/// what to do. Nothing is read or written until it is done.
/// </summary>
public sealed class JournalSchemaException : Exception
{
    private JournalSchemaException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>The file is no database, or a damaged one.</summary>
    internal static JournalSchemaException Unreadable(string path, string reason, Exception inner) => new(
        $"The file '{path}' cannot be used as a database: {reason} Restore a backup there, or name another file.", inner);

    /// <summary>A later version of Tale has changed the database.</summary>
    internal static JournalSchemaException TooNew(string database, long present, int known) => new(
        $"The database {database} has schema version {present}; this version of Tale knows up to {known}. "
        + "Run a version of Tale that is at least as new as the one that wrote it.");

    /// <summary>It is not the one that belongs here, of several that have the logs together.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="problem">What goes on after its name.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    internal static JournalSchemaException Misplaced(string database, string problem, string remedy) => new($"The database {database} {problem}. {remedy}");

    /// <summary>Stale owners would not be fenced.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    internal static JournalSchemaException LacksKey(string database, string remedy) => new(
        $"The database {database} lacks a unique key that protects its logs: tale_event must have PRIMARY KEY (id, sequence_nr) and "
        + "tale_persistence_id must have UNIQUE (persistence_id). Without them two owners of one transaction could both write to its log. "
        + remedy);
}
