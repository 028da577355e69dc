using Npgsql;
using Tale.Actors.Host.Runtime;

namespace Tale.Actors.Host.Demo;

/// <summary>What the demo's nodes keep: in a directory, and on PostgreSQL in a schema, both of its own, which go when it ends.</summary>
internal sealed class DemoData : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-demo-");
    private readonly string _schema = $"tale_demo_{Guid.NewGuid():N}";
    private readonly PostgresConnection? _postgres;

    private DemoData(PostgresConnection? postgres) => _postgres = postgres;

    /// <exception cref="NpgsqlException">The schema cannot be created.</exception>
    public static async Task<DemoData> CreateAsync(PostgresConnection? postgres, CancellationToken cancellationToken)
    {
        var data = new DemoData(postgres);
        try
        {
            await data.ExecuteAsync($"CREATE SCHEMA {data._schema}", cancellationToken);
            return data;
        }
        catch
        {
            data._directory.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Starts a node on it.</summary>
    public Task<NodeProcess> StartNodeAsync(CancellationToken cancellationToken) => NodeProcess.StartAsync(
        _directory.FullName, postgres: _postgres?.In(_schema), log: Console.Error, cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        await ExecuteAsync($"DROP SCHEMA {_schema} CASCADE", CancellationToken.None);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        if (_postgres is null)
            return;
        await using var connection = new NpgsqlConnection(_postgres.Secret);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
