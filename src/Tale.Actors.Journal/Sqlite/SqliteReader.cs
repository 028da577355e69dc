using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A connection that reads, outside of any transaction: every statement sees what is committed when it starts.</summary>
internal sealed class SqliteReader(SqliteSession session) : IEventReader
{
    private readonly SqliteStatement _highest = session.Prepare("""
        SELECT max(p.deleted_to, ifnull((SELECT max(sequence_nr) FROM tale_event e WHERE e.id = p.id), 0))
        FROM tale_persistence_id p WHERE p.persistence_id = ?1
        """);

    private readonly SqliteStatement _replay = session.Prepare("""
        SELECT e.sequence_nr, e.serializer_id, e.manifest, e.payload, e.writer, e.written_at, e.adapter_manifest
        FROM tale_persistence_id p CROSS JOIN tale_event e ON e.id = p.id
        WHERE p.persistence_id = ?1 AND e.sequence_nr BETWEEN ?2 AND ?3 AND e.sequence_nr > p.deleted_to
        ORDER BY e.sequence_nr LIMIT ?4
        """);

    /// <inheritdoc />
    public long[] HighestSequenceNrs(IReadOnlyList<string> persistenceIds)
    {
        var answers = new long[persistenceIds.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = _highest.Bind(1, persistenceIds[i]).Scalar() ?? 0;
        return answers;
    }

    /// <inheritdoc />
    public int Replay(IReadOnlyList<ReplayRead> reads, long maxBytes)
    {
        var (count, bytes) = (0, 0L);
        for (; count < reads.Count && bytes < maxBytes; count++)
        {
            Replay(reads[count]);
            bytes += reads[count].Bytes;
        }
        return count;
    }

    public void Dispose() => session.Dispose();

    private void Replay(ReplayRead read)
    {
        _replay.Bind(1, read.PersistenceId).Bind(2, read.From).Bind(3, read.To).Bind(4, read.Limit);
        try
        {
            while (!read.IsCut && _replay.Step())
            {
                read.Add(new StoredEvent(
                    _replay.Int64(0), (int)_replay.Int64(1), _replay.Text(2), _replay.Blob(3), _replay.Blob(4), _replay.Int64(5),
                    _replay.IsNull(6) ? null : _replay.Text(6)));
            }
        }
        finally
        {
            _replay.Reset();
        }
    }
}
