using Npgsql;
using Tale.Actors.Definitions;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>What a node's steps do, as those see it that they do it to.</summary>
internal sealed class StepLedger(string node, NpgsqlDataSource database)
{
    public const string Table =
        "CREATE TABLE ledger (id bigserial PRIMARY KEY, node text NOT NULL, key text NOT NULL, began timestamptz NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())";

    /// <param name="step">The step.</param>
    /// <param name="what">Null: it is executed.</param>
    public async Task WriteAsync(StepContext step, string? what = null)
    {
        // The first thing that a step does: code that is under way when its process is paused goes on when that wakes.
        var began = DateTime.UtcNow;
        await using var command = database.CreateCommand("INSERT INTO ledger (node, key, began) VALUES ($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter { Value = node });
        command.Parameters.Add(new NpgsqlParameter { Value = $"{step.TransactionId}/{step.Step}{(what is null ? "" : $"/{what}")}" });
        command.Parameters.Add(new NpgsqlParameter { Value = began });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
