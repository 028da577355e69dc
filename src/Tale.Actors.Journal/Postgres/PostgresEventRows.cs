using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The rows of new ids and events.</summary>
internal static class PostgresEventRows
{
    public static readonly RowStatement InsertIds = new(
        rows => $"INSERT INTO tale_persistence_id (id, persistence_id) SELECT * FROM {rows} AS u",
        NpgsqlDbType.Bigint, NpgsqlDbType.Text);

    // A number that was deleted, that follows one which is not there, or whose log is gone or is not the one that is remembered (a database may
    // have been restored meanwhile), becomes NULL, which the column refuses: stale owners are fenced there too. No EXISTS, which PostgreSQL may
    // answer by reading the whole table.
    public static readonly RowStatement Insert = new(
        rows => $"""
        INSERT INTO tale_event (id, sequence_nr, serializer_id, manifest, payload, writer, written_at, adapter_manifest)
        SELECT u.id,
            (SELECT CASE WHEN u.sequence_nr > t.deleted_to AND (u.after <= t.deleted_to
                    OR (SELECT e.sequence_nr FROM tale_event e WHERE e.id = u.id AND e.sequence_nr = u.after) IS NOT NULL)
                THEN u.sequence_nr END FROM tale_persistence_id t WHERE t.id = u.id AND t.persistence_id = u.persistence_id),
            u.serializer_id, u.manifest, u.payload, u.writer, u.written_at, u.adapter_manifest
        FROM {rows} AS u(id, sequence_nr, serializer_id, manifest, payload, writer, written_at, adapter_manifest, persistence_id, after)
        """,
        NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea,
        NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint);

    /// <param name="given">The ids that have no row yet, with the integers that they were given.</param>
    public static Array[]? OfIds(IReadOnlyDictionary<string, long> given) =>
        given.Count == 0 ? null : [given.Values.ToArray(), given.Keys.ToArray()];

    /// <param name="writes">The writes of the batch.</param>
    /// <param name="ids">The integer of each write's id.</param>
    public static Array[]? Of(IReadOnlyList<EventWrite> writes, long[] ids)
    {
        var count = 0;
        foreach (var write in writes)
            count += write.Events.Count;
        if (count == 0)
            return null;
        var (id, sequenceNr, writtenAt, serializerId) = (new long[count], new long[count], new long[count], new int[count]);
        var (manifest, payload, writer, adapter) = (new string[count], new byte[count][], new byte[count][], new string?[count]);
        var (persistenceId, after, last) = (new string[count], new long[count], new Dictionary<long, long>(ids.Length));
        var row = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            if (writes[i].Events.Count == 0)
                continue;
            // The statement does not see its own rows: what follows a write of this batch is right if that one is.
            after[row] = last.TryGetValue(ids[i], out var before) && before == writes[i].After ? 0 : writes[i].After;
            foreach (var stored in writes[i].Events)
            {
                (id[row], sequenceNr[row], writtenAt[row]) = (ids[i], stored.SequenceNr, stored.WrittenAt);
                (serializerId[row], manifest[row], payload[row]) = (stored.SerializerId, stored.Manifest, stored.Data);
                (writer[row], adapter[row], persistenceId[row]) = (stored.Writer, stored.AdapterManifest, writes[i].PersistenceId);
                row++;
            }
            last[ids[i]] = sequenceNr[row - 1];
        }
        return [id, sequenceNr, serializerId, manifest, payload, writer, writtenAt, adapter, persistenceId, after];
    }
}
