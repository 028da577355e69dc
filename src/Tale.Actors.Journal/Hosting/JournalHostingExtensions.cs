using Akka.Hosting;

namespace Tale.Actors.Journal.Hosting;

/// <summary>Chooses where transactions are stored.</summary>
public static class JournalHostingExtensions
{
    /// <summary>
    /// Stores all persistent actors, transactions included, and the transaction index in one SQLite file. A write is on disk before it is
    /// confirmed. Settings: <c>akka.persistence.journal.tale-sqlite</c>.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="path">
    /// The file; it and its folder are created when missing. One node uses it at a time; a second one is refused at start.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static AkkaConfigurationBuilder WithTaleSqliteJournal(this AkkaConfigurationBuilder builder, string path) =>
        builder.AddHocon(TaleJournal.SqliteConfig(path), HoconAddMode.Prepend);

    /// <summary>
    /// Stores all persistent actors, transactions included, and the transaction index in one PostgreSQL database (13 or later). A write is
    /// durable on the server before it is confirmed. Settings: <c>akka.persistence.journal.tale-postgres</c>.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="connectionString">
    /// As for Npgsql. The tables are created in the first schema of its search path; the user needs the right to do so once. One node uses them
    /// at a time; a second one is refused at start.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public static AkkaConfigurationBuilder WithTalePostgresJournal(this AkkaConfigurationBuilder builder, string connectionString) =>
        builder.AddHocon(TaleJournal.PostgresConfig(connectionString), HoconAddMode.Prepend);

    /// <summary>
    /// Keeps the transaction index in a SQLite file of its own, for a journal of Akka.Persistence that is not Tale's. The row of a
    /// transaction is on disk before its first event is written; later changes follow the log, and the watchdog restores what a crash kept
    /// from the file. A start is refused while the file cannot be written. Settings: <c>tale.index.sqlite</c>.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="path">The file; it and its folder are created when missing. Not the file of another journal.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static AkkaConfigurationBuilder WithTaleSqliteIndex(this AkkaConfigurationBuilder builder, string path) =>
        builder.AddHocon(TaleJournal.SqliteIndexConfig(path), HoconAddMode.Prepend);

    /// <summary>
    /// Keeps the transaction index in tables of its own on PostgreSQL (13 or later), for a journal of Akka.Persistence that is not Tale's.
    /// The row of a transaction is durable before its first event is written; later changes follow the log, and the watchdog restores what
    /// a crash kept from the tables. A start is refused while they cannot be written. Settings: <c>tale.index.postgres</c>.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="connectionString">
    /// As for Npgsql. The tables are created in the first schema of its search path; the user needs the right to do so once.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public static AkkaConfigurationBuilder WithTalePostgresIndex(this AkkaConfigurationBuilder builder, string connectionString) =>
        builder.AddHocon(TaleJournal.PostgresIndexConfig(connectionString), HoconAddMode.Prepend);
}
