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
    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private readonly string _connectionString;

    /// <param name="server">Default: the shared one.</param>
    public PostgresTestStore(PostgresServer? server = null)
    {
        _connectionString = new NpgsqlConnectionStringBuilder((server ?? PostgresServer.Shared).ConnectionString) { SearchPath = _schema }.ConnectionString;
        Execute($"CREATE SCHEMA {_schema}");
    }

    public string ConnectionString => _connectionString;

    public string PluginId => PostgresSettings.PluginId;

    public Config Config => ConfigurationFactory.ParseString($"{PluginId} {{ connection-string = \"{_connectionString}\" \n {ITestStore.Patience} }}").WithFallback(PostgresDefaults.Journal.File);

    /// <summary>A connection to change or lock things behind the journal's back.</summary>
    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    IEventStore ITestStore.Open() => new PostgresStore(PostgresSettings.Read(Config.GetConfig(PluginId)));

    ITransactionIndex ITestStore.Index(ActorSystem system) => new PostgresTransactionIndex((ExtendedActorSystem)system);

    // The schema goes with the server.
    public void Dispose() { }
}
