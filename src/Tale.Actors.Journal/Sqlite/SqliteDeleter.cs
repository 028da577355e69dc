namespace Tale.Actors.Journal.Sqlite;

/// <summary>
/// Deletes events for Akka's <c>DeleteMessages</c>, and ended transactions for retention. Runs inside the writer's transaction.
/// </summary>
internal sealed class SqliteDeleter(SqliteSession session)
{
    /// <summary>
    /// The event, or the log, that brings a delete to this many bytes is its last. Meanwhile nobody else writes to the file: neither transactions
    /// nor the owner that renews its lease.
    /// </summary>
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly SqliteStatement _markDeleted = session.Prepare("""
        UPDATE tale_persistence_id
        SET deleted_to = max(
            deleted_to, min(?2, ifnull((SELECT max(sequence_nr) FROM tale_event WHERE tale_event.id = tale_persistence_id.id), 0)))
        WHERE persistence_id = ?1
        RETURNING id
        """);

    private readonly SqliteStatement _oldest = session.Prepare("SELECT min(sequence_nr) FROM tale_event WHERE id = ?1");

    // SQLite knows the length of what it has not read.
    private readonly SqliteStatement _sizes = session.Prepare(
        "SELECT sequence_nr, length(payload) FROM tale_event WHERE id = ?1 AND sequence_nr <= ?2 ORDER BY sequence_nr LIMIT ?3");
    private readonly SqliteStatement _size = session.Prepare("SELECT sum(length(payload)) FROM tale_event WHERE id = ?1");
    private readonly SqliteStatement _delete = session.Prepare("DELETE FROM tale_event WHERE id = ?1 AND sequence_nr <= ?2");

    // The newest integer stays: SQLite would give it out again, and whoever remembers it would write into another log.
    private readonly SqliteStatement _ended = session.Prepare("""
        SELECT id FROM tale_transaction WHERE ended_at < ?1 AND id < (SELECT max(id) FROM tale_persistence_id) ORDER BY ended_at LIMIT ?2
        """);

    private readonly SqliteStatement _deleteTransaction = session.Prepare("DELETE FROM tale_transaction WHERE id = ?1");
    private readonly SqliteStatement _deleteId = session.Prepare("DELETE FROM tale_persistence_id WHERE id = ?1 RETURNING persistence_id");

    public bool DeleteTo(string persistenceId, long sequenceNr, int limit)
    {
        if (_markDeleted.Bind(1, persistenceId).Bind(2, sequenceNr).Scalar() is not { } id)
            return false;
        if (LastOfBatch(id, sequenceNr, limit) is not { } last)
            return false;
        _delete.Bind(1, id).Bind(2, last).Run();
        return Oldest(id) is { } next && next <= sequenceNr;
    }

    public int DeleteEnded(DateTimeOffset before, int limit, SqliteIds known)
    {
        var ids = new List<long>();
        _ended.Bind(1, SqliteTime.From(before)).Bind(2, limit);
        while (_ended.Step())
            ids.Add(_ended.Int64(0));
        _ended.Reset();
        var (count, bytes) = (0, 0L);
        for (; count < ids.Count && bytes < MaxBytes; count++)
        {
            bytes += _size.Bind(1, ids[count]).Scalar() ?? 0;
            DeleteLog(ids[count], known);
        }
        return count;
    }

    /// <summary>Deletes a log with its id and its row in the index.</summary>
    public void DeleteLog(long id, SqliteIds known)
    {
        _delete.Bind(1, id).Bind(2, long.MaxValue).Run();
        _deleteTransaction.Bind(1, id).Run();
        if (_deleteId.Bind(1, id).ScalarText() is { } persistenceId)
            known.Forget(persistenceId);
    }

    private long? LastOfBatch(long id, long sequenceNr, int limit)
    {
        _sizes.Bind(1, id).Bind(2, sequenceNr).Bind(3, limit);
        try
        {
            long? last = null;
            for (var bytes = 0L; bytes < MaxBytes && _sizes.Step(); bytes += _sizes.Int64(1))
                last = _sizes.Int64(0);
            return last;
        }
        finally
        {
            _sizes.Reset();
        }
    }

    private long? Oldest(long id) => _oldest.Bind(1, id).Scalar();
}
