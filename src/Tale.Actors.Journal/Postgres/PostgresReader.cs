using Npgsql;
using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// A connection that reads for many actors in one round trip. LATERAL keeps every look-up on its key, whatever the planner believes.
/// </summary>
internal sealed class PostgresReader : IEventReader
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _highest;
    private readonly NpgsqlCommand _replay;

    public PostgresReader(NpgsqlConnection connection)
    {
        _connection = connection;
        _highest = Command(
            """
            SELECT u.place, greatest(p.deleted_to, coalesce(e.sequence_nr, 0))
            FROM unnest($1) WITH ORDINALITY AS u(persistence_id, place)
            CROSS JOIN LATERAL (SELECT id, deleted_to FROM tale_persistence_id t WHERE t.persistence_id = u.persistence_id LIMIT 1) AS p
            LEFT JOIN LATERAL (SELECT sequence_nr FROM tale_event t WHERE t.id = p.id ORDER BY sequence_nr DESC LIMIT 1) AS e ON true
            """,
            NpgsqlDbType.Text);
        _highest.Prepare();
        // Sizes are summed up before a payload is touched, each piece's and then that of all of them: no byte is read, or sent, to be dropped.
        _replay = Command(
            """
            SELECT place, sequence_nr, serializer_id, manifest, payload, writer, written_at, adapter_manifest FROM (
                SELECT u.place, e.*, sum(e.size) OVER (ORDER BY u.place, e.sequence_nr ROWS UNBOUNDED PRECEDING) - e.size AS earlier_in_all
                FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS u(persistence_id, lowest, highest, count, place)
                CROSS JOIN LATERAL (
                    SELECT id, deleted_to FROM tale_persistence_id t WHERE t.persistence_id = u.persistence_id LIMIT 1) AS p
                CROSS JOIN LATERAL (
                    SELECT * FROM (
                        SELECT *, octet_length(payload) AS size,
                            sum(octet_length(payload)) OVER (ORDER BY sequence_nr ROWS UNBOUNDED PRECEDING) - octet_length(payload) AS earlier
                        FROM tale_event t
                        WHERE t.id = p.id AND t.sequence_nr BETWEEN u.lowest AND u.highest AND t.sequence_nr > p.deleted_to
                        ORDER BY sequence_nr LIMIT u.count) AS piece
                    WHERE earlier < $5) AS e) AS round
            WHERE earlier_in_all < $6
            ORDER BY place, sequence_nr
            """,
            NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer);
        _replay.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (long)ReplayRead.MaxBytes });
        _replay.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = 0L });
        _replay.Prepare();
    }

    /// <inheritdoc />
    public long[] HighestSequenceNrs(IReadOnlyList<string> persistenceIds)
    {
        _highest.Parameters[0].Value = persistenceIds.ToArray();
        var answers = new long[persistenceIds.Count];
        using var reader = _highest.ExecuteReader();
        while (reader.Read())
            answers[reader.GetInt64(0) - 1] = reader.GetInt64(1);
        return answers;
    }

    /// <inheritdoc />
    public int Replay(IReadOnlyList<ReplayRead> reads, long maxBytes)
    {
        _replay.Parameters[0].Value = reads.Select(read => read.PersistenceId).ToArray();
        _replay.Parameters[1].Value = reads.Select(read => read.From).ToArray();
        _replay.Parameters[2].Value = reads.Select(read => read.To).ToArray();
        _replay.Parameters[3].Value = reads.Select(read => read.Limit).ToArray();
        _replay.Parameters[5].Value = maxBytes;
        var (last, bytes) = (0, 0L);
        using var reader = _replay.ExecuteReader();
        while (reader.Read())
        {
            last = (int)reader.GetInt64(0) - 1;
            var stored = Event(reader);
            reads[last].Add(stored);
            bytes += stored.Data.Length;
        }
        if (bytes < maxBytes)
            return reads.Count;
        reads[last].Cut();
        return last + 1;
    }

    public void Dispose()
    {
        _highest.Dispose();
        _replay.Dispose();
        _connection.Dispose();
    }

    private static StoredEvent Event(NpgsqlDataReader reader) => new(
        reader.GetInt64(1), reader.GetInt32(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5),
        reader.GetInt64(6), reader.IsDBNull(7) ? null : reader.GetString(7));

    private NpgsqlCommand Command(string sql, params NpgsqlDbType[] columns)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var column in columns)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | column, Value = DBNull.Value });
        return command;
    }
}
