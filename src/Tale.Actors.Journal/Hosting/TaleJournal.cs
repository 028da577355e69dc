using Akka.Configuration;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Hosting;

/// <summary>
/// The configuration of a store, for an actor system or a TestKit that is made without Akka.Hosting:
/// <c>TaleJournal.SqliteConfig(path).WithFallback(TaleExtension.DefaultConfiguration())</c>. Every setting of the store is in it, so what is to
/// differ comes before it. <see cref="JournalHostingExtensions"/> does the same for Akka.Hosting.
/// </summary>
public static class TaleJournal
{
    /// <summary>
    /// All persistent actors, transactions included, and the transaction index in one SQLite file: as
    /// <see cref="JournalHostingExtensions.WithTaleSqliteJournal"/>.
    /// </summary>
    /// <param name="path">The file; it and its folder are created when missing.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static Config SqliteConfig(string path) => Complete(SqliteDefaults.Journal, SqliteSettings.PluginId + ".path", path);

    /// <summary>
    /// All persistent actors, transactions included, and the transaction index in one PostgreSQL database: as
    /// <see cref="JournalHostingExtensions.WithTalePostgresJournal"/>.
    /// </summary>
    /// <param name="connectionString">As for Npgsql.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public static Config PostgresConfig(string connectionString) =>
        Complete(PostgresDefaults.Journal, PostgresSettings.PluginId + ".connection-string", connectionString);

    /// <summary>
    /// The transaction index in a SQLite file of its own, for a journal that is not Tale's: as
    /// <see cref="JournalHostingExtensions.WithTaleSqliteIndex"/>.
    /// </summary>
    /// <param name="path">The file; it and its folder are created when missing. Not the file of another journal.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static Config SqliteIndexConfig(string path) => Complete(SqliteDefaults.Index, SqliteSettings.IndexSection + ".path", path);

    /// <summary>
    /// The transaction index in tables of its own on PostgreSQL, for a journal that is not Tale's: as
    /// <see cref="JournalHostingExtensions.WithTalePostgresIndex"/>.
    /// </summary>
    /// <param name="connectionString">As for Npgsql.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public static Config PostgresIndexConfig(string connectionString) =>
        Complete(PostgresDefaults.Index, PostgresSettings.IndexSection + ".connection-string", connectionString);

    private static Config Complete(DefaultSection defaults, string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return ConfigurationFactory.ParseString(HoconText.Line(name, value)).WithFallback(defaults.File);
    }
}
