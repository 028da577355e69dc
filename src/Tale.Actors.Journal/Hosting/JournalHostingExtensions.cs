using Akka.Configuration;
using Akka.Hosting;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Hosting;

/// <summary>Chooses where transactions are stored.</summary>
public static class JournalHostingExtensions
{
    private const string DefaultJournal = "akka.persistence.journal.plugin";
    private const string TalesJournal = "tale.journal-plugin-id";

    /// <summary>
    /// Stores transactions and the transaction index in one SQLite file, and all other persistent actors too, unless you have chosen a journal
    /// for them before this call or choose one after it. A write is on disk before it is confirmed. Settings:
    /// <c>akka.persistence.journal.tale-sqlite</c>.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="path">
    /// The file; it and its folder are created when missing. One node uses it at a time; a second one is refused at start.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static AkkaConfigurationBuilder WithTaleSqliteJournal(this AkkaConfigurationBuilder builder, string path) =>
        Add(builder, TaleJournal.SqliteConfig(path), SqliteSettings.PluginId);

    /// <summary>
    /// Stores transactions and the transaction index in one PostgreSQL database (13 or later), and all other persistent actors too, unless you
    /// have chosen a journal for them before this call or choose one after it. A write is durable on the server before it is confirmed.
    /// Settings: <c>akka.persistence.journal.tale-postgres</c>.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="connectionString">
    /// As for Npgsql. The tables are created in the first schema of its search path; the user needs the right to do so once. One node,
    /// or one cluster, uses them at a time; another one is refused at start.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public static AkkaConfigurationBuilder WithTalePostgresJournal(this AkkaConfigurationBuilder builder, string connectionString) =>
        Add(builder, TaleJournal.PostgresConfig(connectionString), PostgresSettings.PluginId);

    /// <summary>
    /// As <see cref="WithTalePostgresJournal(AkkaConfigurationBuilder, string)"/>, in several databases: past what one of them can write. The id of
    /// a persistent actor says which one its log is in, and a transaction with its row in the index is in one. While one does not answer, its own
    /// transactions wait, and what lists or counts all of them fails; the others go on. How to add one: docs/operations.md.
    /// </summary>
    /// <param name="builder">The actor system's configuration.</param>
    /// <param name="connectionStrings">
    /// As for Npgsql, 1 to 64, always in the same order: each database knows which one it is, and is refused at another place. When they are used
    /// together for the first time, all must answer, and none may have a log.
    /// </param>
    /// <exception cref="ArgumentException">There is none, or one is empty.</exception>
    public static AkkaConfigurationBuilder WithTalePostgresJournal(this AkkaConfigurationBuilder builder, IReadOnlyList<string> connectionStrings) =>
        Add(builder, TaleJournal.PostgresConfig(connectionStrings), PostgresSettings.PluginId);

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

    /// <summary>Transactions get this journal; the other persistent actors of an application keep theirs.</summary>
    private static AkkaConfigurationBuilder Add(AkkaConfigurationBuilder builder, Config store, string journal)
    {
        var set = builder.Configuration.HasValue ? builder.Configuration.Value : Config.Empty;
        var others = set.GetString(DefaultJournal, "");
        if (others != "akka.persistence.journal.inmem" && IsSomebodyElses(others))
            store = ConfigurationFactory.ParseString(HoconText.Line(DefaultJournal, others)).WithFallback(store);
        if (!IsSomebodyElses(set.GetString(TalesJournal, "")))
            store = ConfigurationFactory.ParseString(HoconText.Line(TalesJournal, journal)).WithFallback(store);
        return builder.AddHocon(store, HoconAddMode.Prepend);
    }

    private static bool IsSomebodyElses(string journal) => journal is not ("" or SqliteSettings.PluginId or PostgresSettings.PluginId);
}
