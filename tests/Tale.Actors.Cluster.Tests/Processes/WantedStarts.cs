using Microsoft.Extensions.Hosting;
using Npgsql;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>Starts the transactions that a table asks for, as any service would that is part of an application. What is not acknowledged is tried again by anybody.</summary>
internal sealed class WantedStarts(NpgsqlDataSource database, ITaleClient tale) : BackgroundService
{
    public const string Table = "CREATE TABLE wanted (id text PRIMARY KEY, definition text NOT NULL, number int NOT NULL, claimed_at timestamptz, acknowledged_at timestamptz)";

    private const string Claim =
        """
        UPDATE wanted SET claimed_at = clock_timestamp() WHERE id = (
            SELECT id FROM wanted WHERE acknowledged_at IS NULL AND coalesce(claimed_at < clock_timestamp() - interval '10 s', true)
            ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, definition, number
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (await ClaimAsync(stoppingToken) is var (id, definition, number))
                    _ = StartAsync(id, definition, number, stoppingToken);
                else
                    await Task.Delay(100, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<(string Id, string Definition, int Number)?> ClaimAsync(CancellationToken stopping)
    {
        await using var command = database.CreateCommand(Claim);
        await using var reader = await command.ExecuteReaderAsync(stopping);
        return await reader.ReadAsync(stopping) ? (reader.GetString(0), reader.GetString(1), reader.GetInt32(2)) : null;
    }

    private async Task StartAsync(string id, string definition, int number, CancellationToken stopping)
    {
        try
        {
            await tale.StartAsync(definition, number, new StartOptions { TransactionId = id }, stopping);
            await using var command = database.CreateCommand("UPDATE wanted SET acknowledged_at = clock_timestamp() WHERE id = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = id });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} start of {id}: {e.GetType().Name}: {e.Message}");
        }
    }
}
