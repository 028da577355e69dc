using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The one connection that writes to the file.</summary>
internal sealed class SqliteWriter : IEventWriter, IEventDeleter
{
    private readonly SqliteSession _session;
    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _follows;
    private readonly SqliteStatement _insertEvent;
    private readonly SqliteIds _ids;
    private readonly SqliteIndexWriter _index;
    private readonly SqliteDeleter _deleter;

    public SqliteWriter(SqliteSession session, SqliteFile file, TimeProvider time)
    {
        (_session, _file, _time) = (session, file, time);
        _begin = session.Prepare("BEGIN IMMEDIATE");
        _commit = session.Prepare("COMMIT");
        _rollback = session.Prepare("ROLLBACK");
        // Deleted numbers stay taken. What a write follows must be there, and the log must be the one that is remembered: a file may have
        // been restored meanwhile.
        _follows = session.Prepare("""
            SELECT ?3 > deleted_to AND (?4 <= deleted_to OR EXISTS (SELECT 1 FROM tale_event WHERE id = ?1 AND sequence_nr = ?4))
            FROM tale_persistence_id WHERE id = ?1 AND persistence_id = ?2
            """);
        _insertEvent = session.Prepare("""
            INSERT INTO tale_event (id, sequence_nr, serializer_id, manifest, payload, writer, written_at, adapter_manifest)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        _ids = new SqliteIds(session);
        _index = new SqliteIndexWriter(session);
        _deleter = new SqliteDeleter(session);
    }

    /// <inheritdoc />
    public bool IsOpen => true;

    /// <inheritdoc />
    public void Write(IReadOnlyList<EventWrite> writes) => InTransaction(writes, static (self, writes) =>
    {
        foreach (var write in writes)
            self.Write(write);
        return true;
    });

    /// <inheritdoc />
    public bool DeleteTo(string persistenceId, long sequenceNr, int limit) =>
        InTransaction(
            (persistenceId, sequenceNr, limit), static (self, x) => self._deleter.DeleteTo(x.persistenceId, x.sequenceNr, x.limit));

    /// <inheritdoc />
    public int DeleteEnded(DateTimeOffset before, int limit) =>
        InTransaction((before, limit), static (self, x) => self._deleter.DeleteEnded(x.before, x.limit, self._ids));

    /// <inheritdoc />
    public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) =>
        InTransaction((transactionId, openedBefore), static (self, x) => self._index.DeleteUnstarted(x.transactionId, x.openedBefore));

    /// <inheritdoc />
    public void MarkSuspended(string transactionId, DateTimeOffset at, string reason) => InTransaction(
        (transactionId, at, reason),
        static (self, x) =>
        {
            self._index.MarkSuspended(x.transactionId, x.at, x.reason);
            return true;
        });

    /// <inheritdoc />
    public void Probe(int bytes) => InTransaction(bytes, static (self, bytes) =>
    {
        var log = ProbeLog.Of(ProbeLog.NewId(), self._time.GetUtcNow(), bytes);
        foreach (var write in log)
            self.Write(write);
        self._deleter.DeleteLog(self._ids.Of(log[^1])!.Value, self._ids);
        return true;
    });

    /// <inheritdoc />
    public void EnsureInPlace() => _file.EnsureInPlace();

    public void Dispose() => _session.Dispose();

    private void Write(EventWrite write)
    {
        if (_ids.Of(write) is not { } id || (write.Events.Count > 0 && !Follows(id, write)))
            throw StaleWriteException.NotNext(write);
        try
        {
            foreach (var stored in write.Events)
                Insert(id, stored);
        }
        catch (SqliteException e) when (
            e.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_UNIQUE)
        {
            throw StaleWriteException.Taken(write, e);
        }
        if (write.Index is not null)
            _index.Write(id, write.Index);
    }

    private bool Follows(long id, EventWrite write) =>
        _follows.Bind(1, id).Bind(2, write.PersistenceId).Bind(3, write.FirstSequenceNr).Bind(4, write.After).Scalar() == 1;

    private void Insert(long id, StoredEvent stored) =>
        _insertEvent.Bind(1, id).Bind(2, stored.SequenceNr).Bind(3, stored.SerializerId).Bind(4, stored.Manifest).Bind(5, stored.Data)
            .Bind(6, stored.Writer).Bind(7, stored.WrittenAt).Bind(8, stored.AdapterManifest).Run();

    private T InTransaction<T, TState>(TState state, Func<SqliteWriter, TState, T> work)
    {
        _begin.Run();
        try
        {
            var result = work(this, state);
            _file.EnsureInPlace();
            _commit.Run();
            return result;
        }
        catch
        {
            // Integers given out by this transaction are gone with it, and one that another process deleted must not be used again.
            _ids.Forget();
            if (_session.IsInTransaction)
                _rollback.Run();
            throw;
        }
    }
}
