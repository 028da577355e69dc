using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The rows of the index.</summary>
internal static class PostgresIndexRows
{
    // In a separate index a row may be there: it is set to what the log says, and not touched when it says so already.
    public static readonly ArrayStatement Insert = new(
        """
        INSERT INTO tale_transaction AS t (id, transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, version = excluded.version, status = excluded.status, started_at = excluded.started_at,
            updated_at = excluded.updated_at, ended_at = excluded.ended_at, due_at = excluded.due_at, failure = excluded.failure
        WHERE (t.status, t.started_at, t.updated_at, t.due_at) IS DISTINCT FROM (excluded.status, excluded.started_at, excluded.updated_at, excluded.due_at)
        """,
        NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.TimestampTz,
        NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.Text);

    public static readonly ArrayStatement Update = new(
        """
        UPDATE tale_transaction AS t SET updated_at = u.updated_at, status = coalesce(u.status, t.status),
            due_at = u.due_at, ended_at = coalesce(u.ended_at, t.ended_at), failure = coalesce(u.failure, t.failure)
        FROM unnest($1, $2, $3, $4, $5, $6) AS u(id, updated_at, status, due_at, ended_at, failure)
        WHERE t.id = u.id
        """,
        NpgsqlDbType.Bigint, NpgsqlDbType.TimestampTz, NpgsqlDbType.Integer, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz,
        NpgsqlDbType.Text);

    /// <param name="writes">The writes of the batch.</param>
    /// <param name="ids">The integer of each write's id.</param>
    public static (Array[]? Inserts, Array[]? Updates) Of(IReadOnlyList<EventWrite> writes, long[] ids)
    {
        // One update a row: which of two would win is undefined.
        var changes = new Dictionary<long, IndexUpdate>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (writes[i].Index is { } change)
                changes[ids[i]] = IndexUpdate.Merge(changes.GetValueOrDefault(ids[i]), change)!;
        }
        return changes.Count == 0 ? default : (Inserts([.. changes.Where(row => row.Value.Opened is not null)]), Updates([.. changes.Where(row => row.Value.Opened is null)]));
    }

    private static Array[]? Inserts(KeyValuePair<long, IndexUpdate>[] rows) => rows.Length == 0 ? null :
    [
        Column(rows, row => row.Key),
        Column(rows, row => row.Value.Opened!.TransactionId),
        Column(rows, row => row.Value.Opened!.Definition),
        Column(rows, row => row.Value.Opened!.Version),
        Column(rows, row => (int)row.Value.Status!.Value),
        Column(rows, row => row.Value.Opened!.At.UtcDateTime),
        Column(rows, row => row.Value.At.UtcDateTime),
        Column(rows, row => row.Value.EndedAt?.UtcDateTime),
        Column(rows, row => row.Value.DueAt?.UtcDateTime),
        Column(rows, row => row.Value.Failure),
    ];

    private static Array[]? Updates(KeyValuePair<long, IndexUpdate>[] rows) => rows.Length == 0 ? null :
    [
        Column(rows, row => row.Key),
        Column(rows, row => row.Value.At.UtcDateTime),
        Column(rows, row => (int?)row.Value.Status),
        Column(rows, row => row.Value.DueAt?.UtcDateTime),
        Column(rows, row => row.Value.EndedAt?.UtcDateTime),
        Column(rows, row => row.Value.Failure),
    ];

    private static T[] Column<T>(KeyValuePair<long, IndexUpdate>[] rows, Converter<KeyValuePair<long, IndexUpdate>, T> value) => Array.ConvertAll(rows, value);
}
