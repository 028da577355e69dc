using System.Globalization;
using Microsoft.Data.Sqlite;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>
/// Brings a database to the schema of this version, once, whoever comes first; and refuses one that would not fence stale owners.
/// </summary>
internal static class SqliteSchema
{
    private static readonly IReadOnlyList<Migration> _migrations = MigrationScripts.For("Sqlite");

    /// <exception cref="JournalSchemaException">The database is newer than this version, or its unique key is missing.</exception>
    public static void Ensure(SqliteConnection connection)
    {
        if (Version(connection) != _migrations[^1].Version)
            Migrate(connection);
        Check(connection);
    }

    private static void Migrate(SqliteConnection connection)
    {
        // Takes the write lock: one process migrates, the others wait for it.
        using var transaction = connection.BeginTransaction(deferred: false);
        var present = Version(connection);
        if (present > _migrations[^1].Version)
            throw JournalSchemaException.TooNew(connection.DataSource, present, _migrations[^1].Version);
        Execute(connection, """
            CREATE TABLE IF NOT EXISTS tale_schema_version (
                version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)
            """);
        foreach (var migration in _migrations.Where(migration => migration.Version > present))
        {
            Execute(connection, migration.Sql);
            Execute(connection, $"INSERT INTO tale_schema_version (version) VALUES ({migration.Version})");
        }
        transaction.Commit();
    }

    private static void Check(SqliteConnection connection)
    {
        var fence = Text(
            connection, "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('tale_event') WHERE pk > 0 ORDER BY pk)");
        var ids = Text(connection, """
            SELECT count(*) FROM pragma_index_list('tale_persistence_id') AS list
            WHERE list."unique" = 1 AND (SELECT group_concat(name) FROM pragma_index_info(list.name)) = 'persistence_id'
            """);
        if (fence == "id,sequence_nr" && ids == "1")
            return;
        throw JournalSchemaException.LacksKey(
            connection.DataSource, "Restore the tables from a backup, or copy their rows into tables created by Tale in a new file.");
    }

    private static int Version(SqliteConnection connection) =>
        Text(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'tale_schema_version'") == "0"
            ? 0
            : int.Parse(Text(connection, "SELECT ifnull(max(version), 0) FROM tale_schema_version"), CultureInfo.InvariantCulture);

    private static string Text(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        return statement.ScalarText() ?? "";
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
