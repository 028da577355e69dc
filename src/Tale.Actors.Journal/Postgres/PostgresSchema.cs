using System.Globalization;
using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Brings a database to the schema of this version, once, whoever comes first; and refuses one that would not fence stale owners.
/// </summary>
internal static class PostgresSchema
{
    private const long MigrationLock = 7_301_001;

    private static readonly IReadOnlyList<Migration> _migrations = MigrationScripts.For("Postgres");

    /// <exception cref="JournalSchemaException">The database is newer than this version, or its unique key is missing.</exception>
    public static void Ensure(NpgsqlConnection connection)
    {
        if (Version(connection) != _migrations[^1].Version)
            Migrate(connection);
        Check(connection);
    }

    private static void Migrate(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})");   // one node migrates, the others wait for it
        var present = Version(connection);
        if (present > _migrations[^1].Version)
            throw JournalSchemaException.TooNew(connection.Database, present, _migrations[^1].Version);
        Execute(connection, """
            CREATE TABLE IF NOT EXISTS tale_schema_version (
                version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())
            """);
        foreach (var migration in _migrations.Where(migration => migration.Version > present))
        {
            Execute(connection, migration.Sql);
            Execute(connection, $"INSERT INTO tale_schema_version (version) VALUES ({migration.Version})");
        }
        transaction.Commit();
    }

    private static void Check(NpgsqlConnection connection)
    {
        if (HasUniqueKey(connection, "tale_event", "id,sequence_nr") && HasUniqueKey(connection, "tale_persistence_id", "persistence_id"))
            return;
        throw JournalSchemaException.LacksKey(
            connection.Database, "Stop every node, add the key with ALTER TABLE ... ADD, and start again.");
    }

    private static bool HasUniqueKey(NpgsqlConnection connection, string table, string columns) => Scalar(connection, $"""
        SELECT count(*) FROM pg_index i
        WHERE i.indrelid = to_regclass('{table}') AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
          AND (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) = '{columns}'
        """) > 0;

    private static long Version(NpgsqlConnection connection) =>
        Scalar(connection, "SELECT count(*) FROM pg_class WHERE oid = to_regclass('tale_schema_version')") == 0
            ? 0
            : Scalar(connection, "SELECT coalesce(max(version), 0) FROM tale_schema_version");

    private static long Scalar(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };   // a migration takes as long as it takes
        command.ExecuteNonQuery();
    }
}
