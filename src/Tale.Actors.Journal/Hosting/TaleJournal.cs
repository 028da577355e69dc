using Akka.Configuration;
using Akka.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Hosting;

/// <summary>
/// The configuration of a store, for an actor system or a TestKit that is made without Akka.Hosting:
/// <c>TaleJournal.SqliteConfig(path).WithFallback(TaleExtension.DefaultConfiguration())</c>. Every setting of the store is in it, so what is to
/// differ comes before it. <see cref="JournalHostingExtensions"/> does the same for Akka.Hosting.
/// </summary>
public static class TaleJournal
{
    private static readonly TimeSpan SpreadTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// All persistent actors, transactions included, and the transaction index in one SQLite file: as
    /// <see cref="JournalHostingExtensions.WithTaleSqliteJournal"/>.
    /// </summary>
    /// <param name="path">The file; it and its folder are created when missing.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static Config SqliteConfig(string path) => Complete(SqliteDefaults.Journal, SqliteSettings.PluginId + ".path", path);

    /// <summary>
    /// All persistent actors, transactions included, and the transaction index in one PostgreSQL database: as
    /// <see cref="JournalHostingExtensions.WithTalePostgresJournal(AkkaConfigurationBuilder, string)"/>.
    /// </summary>
    /// <param name="connectionString">As for Npgsql.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public static Config PostgresConfig(string connectionString) =>
        Complete(PostgresDefaults.Journal, PostgresSettings.PluginId + ".connection-string", connectionString);

    /// <summary>
    /// All persistent actors, transactions included, and the transaction index in several PostgreSQL databases: as
    /// <see cref="JournalHostingExtensions.WithTalePostgresJournal(AkkaConfigurationBuilder, IReadOnlyList{string})"/>.
    /// </summary>
    /// <param name="connectionStrings">As for Npgsql, always in the same order.</param>
    /// <exception cref="ArgumentException">There is none, or one is empty.</exception>
    public static Config PostgresConfig(IReadOnlyList<string> connectionStrings)
    {
        ArgumentNullException.ThrowIfNull(connectionStrings);
        if (connectionStrings is [var only])
            return PostgresConfig(only);
        if (connectionStrings.Count == 0 || connectionStrings.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("There is no connection string, or one is empty.", nameof(connectionStrings));
        return ConfigurationFactory.ParseString(HoconText.Line(PostgresSettings.PluginId + ".connection-strings", connectionStrings))
            .WithFallback(PostgresDefaults.Journal.File);
    }

    /// <summary>
    /// Spreads the logs, with their rows in the index, over more PostgreSQL databases than they are in. No node may run meanwhile, and none opens one of
    /// the databases from the beginning of the move to its end. Whatever interrupts it, nothing is lost: called again with the same databases it goes on.
    /// </summary>
    /// <param name="connectionStrings">As for Npgsql, 2 to 64: those that have the logs first, in their order, and then the new ones, which are empty.</param>
    /// <param name="progress">Is told after each bucket of logs.</param>
    /// <param name="cancellationToken">Interrupts it, between two buckets.</param>
    /// <returns>When all logs are where they belong. When they have been already, nothing is done.</returns>
    /// <exception cref="ArgumentException">There are too few databases, or too many, or one cannot be read.</exception>
    /// <exception cref="JournalSchemaException">
    /// They do not belong together, or not in this order, or a new one is not empty, or a node is connected to one of them.
    /// </exception>
    public static Task SpreadAsync(
        IReadOnlyList<string> connectionStrings, IProgress<SpreadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionStrings);
        if (connectionStrings.Count < 2)
            throw new ArgumentException("Name those that have the logs, and one more at least.", nameof(connectionStrings));
        IReadOnlyList<PostgresSettings> databases;
        try
        {
            databases = PostgresSettings.Several(connectionStrings, "The list", SpreadTimeout);
        }
        catch (ConfigurationException e)
        {
            throw new ArgumentException(e.Message, nameof(connectionStrings), e);
        }
        return Task.Run(() => new PostgresSpread(databases, (done, all) => progress?.Report(new SpreadProgress(done, all))).Run(cancellationToken), cancellationToken);
    }

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
