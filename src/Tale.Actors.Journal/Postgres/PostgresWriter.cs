using System.Data;
using Npgsql;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// A connection that writes. What must not be stored has to fail inside the statements of its batch, which are one transaction.
/// </summary>
internal sealed class PostgresWriter : IEventWriter
{
    private const string DeleteLog = """
        WITH log AS (DELETE FROM tale_persistence_id WHERE persistence_id = $1 RETURNING id),
             events AS (DELETE FROM tale_event WHERE id IN (SELECT id FROM log))
        DELETE FROM tale_transaction WHERE id IN (SELECT id FROM log)
        """;

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;
    private readonly PostgresBatches _batches;
    private readonly PostgresIds _ids;

    public PostgresWriter(NpgsqlConnection connection, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        _ids = new PostgresIds(connection);
        // Rows that are there are changed first: one that had ended, and goes on, is locked against retention before its log is looked at.
        _batches = new PostgresBatches(
            connection, PostgresIndexRows.Update, PostgresEventRows.InsertIds, PostgresEventRows.Insert, PostgresIndexRows.Insert);
    }

    /// <inheritdoc />
    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <inheritdoc />
    public void EnsureInPlace()
    {
    }

    /// <inheritdoc />
    public void Write(IReadOnlyList<EventWrite> writes)
    {
        var refusal = TryWrite(writes, writes.Where(write => !write.MayBegin));
        if (refusal is null)
            return;
        // A log that begins is taken for a new one, or for the one that is remembered. If that is what was wrong, look it up and try again.
        _ids.Forget();
        if (writes is [{ MayBegin: true }])
            refusal = TryWrite(writes, writes);
        if (refusal is not null)
            throw refusal;
    }

    /// <inheritdoc />
    public void MarkSuspended(string transactionId, DateTimeOffset at, string reason)
    {
        using var command = new NpgsqlCommand(PostgresIndexSql.Instance.MarkSuspended, _connection);
        command.Parameters.AddWithValue(TransactionIds.PersistenceIdOf(transactionId));
        command.Parameters.AddWithValue(at.UtcDateTime);
        command.Parameters.AddWithValue(reason);
        command.ExecuteNonQuery();
    }

    /// <inheritdoc />
    public void Probe(int bytes)
    {
        var id = ProbeLog.NewId();
        using var transaction = _connection.BeginTransaction();
        foreach (var write in ProbeLog.Of(id, _time.GetUtcNow(), bytes))
            Write([write]);
        using (var delete = new NpgsqlCommand(DeleteLog, _connection))
        {
            delete.Parameters.AddWithValue(id);
            delete.ExecuteNonQuery();
        }
        _ids.Forget(id);
        transaction.Commit();
    }

    // Returns what a key, a mark or a missing predecessor refused; nothing is stored then. In a batch it may be about any write: the loop
    // tries each by itself.
    private StaleWriteException? TryWrite(IReadOnlyList<EventWrite> writes, IEnumerable<EventWrite> known)
    {
        try
        {
            _ids.Begin();
            _ids.Load(known);
            var ids = new long[writes.Count];
            for (var i = 0; i < ids.Length; i++)
            {
                if (_ids.Of(writes[i]) is not { } id)
                    return StaleWriteException.NotNext(writes[i]);
                ids[i] = id;
            }
            var (inserts, updates) = PostgresIndexRows.Of(writes, ids);
            _batches.Run(updates, PostgresEventRows.OfIds(_ids.Given), PostgresEventRows.Of(writes, ids), inserts);
            _ids.Commit();
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            if (e.ConstraintName == "tale_persistence_id_pkey")
                _ids.LeaveBlock();
            return StaleWriteException.Taken(writes[0], e);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NotNullViolation)
        {
            return StaleWriteException.NotNext(writes[0], e);
        }
    }

    public void Dispose()
    {
        _batches.Dispose();
        _connection.Dispose();
    }
}
