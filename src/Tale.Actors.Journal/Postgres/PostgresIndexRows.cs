using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The rows of the index.</summary>
internal static class PostgresIndexRows
{
    public static readonly RowStatement Insert = new(
        rows => IndexRowSql.Insert($"SELECT * FROM {rows} AS u"),
        NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.TimestampTz,
        NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.TimestampTz, NpgsqlDbType.Text);

    public static readonly RowStatement Update = new(
        rows => IndexRowSql.Update(column => $"u.{column}", $"FROM {rows} AS u({string.Join(", ", IndexRowSql.Changed)})"),
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
        if (changes.Count == 0)
            return default;
        return (
            Inserts([.. changes.Where(row => row.Value.Opened is not null)]),
            Updates([.. changes.Where(row => row.Value.Opened is null)]));
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
        Column(rows, row => row.Value.FailureOfNewRow),
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

    private static T[] Column<T>(KeyValuePair<long, IndexUpdate>[] rows, Converter<KeyValuePair<long, IndexUpdate>, T> value) =>
        Array.ConvertAll(rows, value);
}
