using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Npgsql;
using Tale.Actors.Index;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A schema of its own on a PostgreSQL server.</summary>
public sealed class PostgresTestStore : ITestStore
{
    private readonly string _schema;
    private readonly string _connectionString;

    /// <param name="server">Default: the shared one.</param>
    /// <param name="isOwner">Whether the journal connects as the tables' owner; if not, as a role that may only use them.</param>
    public PostgresTestStore(PostgresServer? server = null, bool isOwner = true)
    {
        _schema = $"test_{Guid.NewGuid():N}";
        var owner = new NpgsqlConnectionStringBuilder((server ?? PostgresServer.Shared).ConnectionString) { SearchPath = _schema };
        _connectionString = owner.ConnectionString;
        ConnectionString = isOwner ? _connectionString : new NpgsqlConnectionStringBuilder(_connectionString) { Username = Role }.ConnectionString;
        Execute($"CREATE SCHEMA {_schema}");
        if (isOwner)
            return;
        new PostgresStore(PostgresSettings.Read(ConfigOf(_connectionString).GetConfig(PluginId)), TimeProvider.System).EnsureSchema();
        Execute($"""
            CREATE ROLE {Role} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO {Role}; GRANT USAGE ON SEQUENCE tale_log_block TO {Role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {_schema} TO {Role}
            """);
    }

    private PostgresTestStore(string schema, string connectionString) =>
        (_schema, _connectionString, ConnectionString) = (schema, connectionString, connectionString);

    public string Schema => _schema;

    /// <summary>The role that may only use the tables.</summary>
    public string Role => $"role_{_schema}";

    public string ConnectionString { get; }

    public string PluginId => PostgresSettings.PluginId;

    public Config Config => ConfigOf(ConnectionString);

    private Config ConfigOf(string connectionString) => ConfigurationFactory.ParseString($"{PluginId} {{ connection-string = \"{connectionString}\" \n {ITestStore.Patience} }}").WithFallback(PostgresDefaults.Journal.File);

    /// <summary>A connection to change or lock things behind the journal's back.</summary>
    public NpgsqlConnection Connect()
    {
        var connection = PostgresConnections.New(_connectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public long Count(string sql) => Convert.ToInt64(Scalar(sql), CultureInfo.InvariantCulture);

    /// <summary>A copy in a database of its own, as an operator makes it: with pg_dump and psql.</summary>
    public async Task<PostgresTestStore> DumpAndRestoreAsync()
    {
        var restored = $"restored_{Guid.NewGuid():N}";
        var file = Path.GetTempFileName();
        string[] server = ["--host", PostgresServer.Shared.Folder, "--username", "tale"];
        await PostgresServer.RunAsync("pg_dump", [.. server, "--schema", _schema, "--file", file, "postgres"]);
        Execute($"CREATE DATABASE {restored}");
        await PostgresServer.RunAsync("psql", [.. server, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file, restored]);
        File.Delete(file);
        return new PostgresTestStore(_schema, new NpgsqlConnectionStringBuilder(_connectionString) { Database = restored }.ConnectionString);
    }

    public string? Scalar(string sql)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar()?.ToString();
    }

    IEventStore ITestStore.Open() => new PostgresStore(PostgresSettings.Read(Config.GetConfig(PluginId)), TimeProvider.System);

    ITransactionIndex ITestStore.Index(ActorSystem system) => new PostgresTransactionIndex((ExtendedActorSystem)system);

    // The schema goes with the server.
    public void Dispose() { }
}
