using Npgsql;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>An empty database on the test server. Its password is a canary: the server asks for none, and nothing may ever show it.</summary>
internal sealed class PostgresDatabase
{
    public const string Canary = "c4n4ry-p4ssw0rd";

    private readonly string _connectionString;

    public PostgresDatabase()
    {
        Name = $"tale_{Guid.NewGuid():N}";
        Execute(PostgresServer.Shared.ConnectionString, $"CREATE DATABASE {Name}");
        _connectionString = $"Host={PostgresServer.Shared.Folder};Username=tale;Database={Name};Password={Canary}";
    }

    public string Name { get; }

    public string ConnectionString => _connectionString;

    public PostgresConnections Connection => PostgresConnections.Parse([_connectionString]);

    public long Scalar(string sql) => Execute(_connectionString, sql);

    private static long Execute(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() is { } value ? Convert.ToInt64(value) : 0;
    }
}
