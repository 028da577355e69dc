using Npgsql;
using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The two statements that store new ids and events.</summary>
internal sealed class PostgresEventRows(NpgsqlBatch batch)
{
    private readonly ArrayCommand _ids = new(
        batch,
        "INSERT INTO tale_persistence_id (id, persistence_id) SELECT * FROM unnest($1, $2)",
        NpgsqlDbType.Bigint, NpgsqlDbType.Text);

    // A number that was deleted, or a log that is gone, makes the number NULL, which the column refuses: stale owners are fenced there too.
    private readonly ArrayCommand _events = new(
        batch,
        """
        INSERT INTO tale_event (id, sequence_nr, serializer_id, manifest, payload, writer, written_at, adapter_manifest)
        SELECT u.id, CASE WHEN u.sequence_nr > p.deleted_to THEN u.sequence_nr END, u.serializer_id, u.manifest, u.payload, u.writer, u.written_at, u.adapter_manifest
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS u(id, sequence_nr, serializer_id, manifest, payload, writer, written_at, adapter_manifest)
        LEFT JOIN LATERAL (SELECT deleted_to FROM tale_persistence_id t WHERE t.id = u.id LIMIT 1) AS p ON true
        """,
        NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Bigint,
        NpgsqlDbType.Text);

    /// <param name="ids">The integer of each write's id.</param>
    /// <param name="given">Those among them that have no row yet.</param>
    public void Set(IReadOnlyList<EventWrite> writes, long[] ids, IReadOnlyDictionary<string, long> given)
    {
        _ids.Set(given.Values.ToArray(), given.Keys.ToArray());
        var count = writes.Sum(write => write.Events.Count);
        var (id, sequenceNr, writtenAt, serializerId) = (new long[count], new long[count], new long[count], new int[count]);
        var (manifest, payload, writer, adapter) = (new string[count], new byte[count][], new byte[count][], new string?[count]);
        var row = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            foreach (var stored in writes[i].Events)
            {
                (id[row], sequenceNr[row], writtenAt[row], serializerId[row]) = (ids[i], stored.SequenceNr, stored.WrittenAt, stored.SerializerId);
                (manifest[row], payload[row], writer[row], adapter[row]) = (stored.Manifest, stored.Data, stored.Writer, stored.AdapterManifest);
                row++;
            }
        }
        _events.Set(id, sequenceNr, serializerId, manifest, payload, writer, writtenAt, adapter);
    }
}
