using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>What a database says of itself: which one it is of several that have the logs together.</summary>
/// <param name="Group">The same in all of them.</param>
/// <param name="Number">From 1.</param>
/// <param name="Databases">How many they are.</param>
/// <param name="Buckets">See <see cref="Storage.Buckets.Number"/>.</param>
/// <param name="MovingTo">Logs are being moved, so that they are in so many; or <see cref="NotYet"/>; null: neither.</param>
internal sealed record PostgresLayout(Guid Group, int Number, int Databases, int Buckets, int? MovingTo)
{
    /// <summary>It is being told which one it is, and so are the others.</summary>
    public const int NotYet = 0;

    private const string Select = "SELECT group_id, number, databases, buckets, moving_to FROM tale_layout WHERE id = 1";

    /// <summary>Null: it says nothing, and has all logs by itself, or none.</summary>
    public static PostgresLayout? Read(NpgsqlConnection connection)
    {
        using var command = connection.Command(Select);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Of(reader) : null;
    }

    /// <inheritdoc cref="Read" />
    public static async Task<PostgresLayout?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.Command(Select);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Of(reader) : null;
    }

    /// <summary>What is different for any other tables, wherever they are.</summary>
    public static string Tables(NpgsqlConnection connection)
    {
        using var command = connection.Command("SELECT concat_ws('/', extract(epoch FROM pg_postmaster_start_time()), current_database(), to_regclass('tale_layout')::oid)");
        return (string)command.ExecuteScalar()!;
    }

    public static bool HasLogs(NpgsqlConnection connection)
    {
        using var command = connection.Command("SELECT EXISTS (SELECT 1 FROM tale_persistence_id)");
        return (bool)command.ExecuteScalar()!;
    }

    /// <summary>Says so, whatever stood there. By whoever owns the tables.</summary>
    public void Write(NpgsqlConnection connection) => Execute(
        connection,
        """
        INSERT INTO tale_layout (id, group_id, number, databases, buckets, moving_to) VALUES (1, $1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET group_id = $1, number = $2, databases = $3, buckets = $4, moving_to = $5
        """,
        Group, Number, Databases, Buckets, (object?)MovingTo ?? DBNull.Value);

    /// <summary>The move is over.</summary>
    public static void EndMove(NpgsqlConnection connection) =>
        Execute(connection, "WITH arrived AS (DELETE FROM tale_arrived_bucket) UPDATE tale_layout SET moving_to = NULL WHERE id = 1");

    private static PostgresLayout Of(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetInt32(4));

    private static void Execute(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        command.ExecuteNonQuery();
    }
}
