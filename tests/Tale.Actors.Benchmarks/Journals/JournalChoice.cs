using Akka.Configuration;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>A journal on a database of its own that is gone afterwards.</summary>
internal abstract class JournalChoice : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Names = ["memory", "sqlite", "postgres", "akka-sql-sqlite", "akka-sql-postgres"];

    public abstract Config Configuration { get; }

    /// <summary>Where the data is, for a process that attaches to it.</summary>
    public virtual string Location => throw new InvalidOperationException("This journal is gone with its process; choose a durable one.");

    /// <summary>Processor time used by other processes on its behalf, such as a database server.</summary>
    public virtual TimeSpan ProcessorTime => TimeSpan.Zero;

    /// <summary>Bytes on disk (PostgreSQL: of the database, without the server's write-ahead log); null where there are none.</summary>
    public virtual long? DiskBytes => null;

    /// <summary>Bytes of a write-ahead log that should not grow without end; null where there is none, or it is not known.</summary>
    public virtual long? LogBytes => null;

    /// <param name="name">One of <see cref="Names" />.</param>
    /// <param name="checkpoints">Whether PostgreSQL's log is bounded as it is delivered, with checkpoints that a short run should not meet by chance.</param>
    public static Task<JournalChoice> OpenAsync(string name, bool checkpoints = false) => Task.FromResult<JournalChoice>(name switch
    {
        "memory" => new MemoryJournal(),
        "sqlite" => SqliteFileJournal.Create(),
        "postgres" => new PostgresJournalChoice(null, checkpoints),
        "akka-sql-sqlite" => new AkkaSqlJournal(SqliteFileJournal.Create(), "SQLite"),
        "akka-sql-postgres" => new AkkaSqlJournal(new PostgresJournalChoice(null, checkpoints), "PostgreSQL"),
        _ => throw new ArgumentException($"There is no journal '{name}'."),
    });

    /// <summary>The journal that another process has opened and will dispose of.</summary>
    public static JournalChoice Attach(string name, string location) => name switch
    {
        "sqlite" => new SqliteFileJournal(new DirectoryInfo(location), isOwner: false),
        "postgres" => new PostgresJournalChoice(location),
        _ => throw new ArgumentException($"The journal '{name}' cannot be attached to."),
    };

    public abstract ValueTask DisposeAsync();
}

/// <summary>Akka's own in-memory journal.</summary>
internal sealed class MemoryJournal : JournalChoice
{
    public override Config Configuration =>
        ConfigurationFactory.ParseString("akka.persistence.journal.plugin = \"akka.persistence.journal.inmem\"");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
