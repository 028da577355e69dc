using Npgsql;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Demo;

/// <summary>What the demo's nodes keep: in a directory, and on PostgreSQL in a schema, both of its own, which go when it ends.</summary>
internal sealed class DemoData : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-demo-");
    private readonly string _schema = $"tale_demo_{Guid.NewGuid():N}";
    private readonly PostgresConnections? _postgres;

    private DemoData(PostgresConnections? postgres) => _postgres = postgres;

    /// <exception cref="NpgsqlException">The schema cannot be created.</exception>
    public static async Task<DemoData> CreateAsync(PostgresConnections? postgres, CancellationToken cancellationToken)
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

    /// <summary>Starts a node that only plays the services of the sample, on a SQLite file.</summary>
    public Task<NodeProcess> StartServicesAsync(CancellationToken cancellationToken) => NodeProcess.StartAsync(
        Path.Combine(_directory.FullName, "services"), log: Console.Error, cancellationToken: cancellationToken);

    /// <summary>Starts a node of a cluster.</summary>
    /// <param name="self">Where the others reach it.</param>
    /// <param name="seeds">The nodes of the cluster, the same for all.</param>
    /// <param name="services">Who plays the services.</param>
    public Task<NodeProcess> StartMemberAsync(
        HostPort self, IReadOnlyList<HostPort> seeds, Uri services, CancellationToken cancellationToken) => NodeProcess.StartAsync(
        Path.Combine(_directory.FullName, $"node-{self.Port}"),
        [
            "--cluster", $"{self}", .. seeds.SelectMany(seed => new[] { "--seed", $"{seed}" }),
            .. ServiceNames.All.SelectMany(name => new[] { "--holiday-service", $"{name}={new Uri(services, ServicePaths.Of(name) + "/")}" }),
        ],
        // What they say of each other's beginning and end is the demo's own to tell.
        _postgres!.In(_schema), log: null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"DROP SCHEMA {_schema} CASCADE", CancellationToken.None);
        _directory.Delete(recursive: true);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        if (_postgres is null)
            return;
        foreach (var secret in _postgres.Secrets)
        {
            await using var connection = new NpgsqlConnection(secret);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
