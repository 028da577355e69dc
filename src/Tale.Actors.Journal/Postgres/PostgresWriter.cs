using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// A connection that writes. One batch of four statements is one round trip and, with no transaction around it, one transaction: whatever must
/// not be stored has to fail inside the statements.
/// </summary>
internal sealed class PostgresWriter : IEventWriter
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly PostgresIds _ids;
    private readonly PostgresEventRows _events;
    private readonly PostgresIndexRows _index;
    private readonly PostgresDeleter _deleter;

    public PostgresWriter(NpgsqlConnection connection)
    {
        _connection = connection;
        _ids = new PostgresIds(connection);
        _batch = new NpgsqlBatch(connection);
        _events = new PostgresEventRows(_batch);
        _index = new PostgresIndexRows(_batch);
        _deleter = new PostgresDeleter(connection);
        _batch.Prepare();
    }

    /// <inheritdoc />
    public void Write(IReadOnlyList<EventWrite> writes)
    {
        var taken = TryWrite(writes, writes.Where(write => write.FirstSequenceNr != 1));
        if (taken is null)
            return;
        // A log that begins is taken for a new one. If the id exists after all, and it is this write's alone, look it up and try again.
        var tookForNew = writes.Count == 1 && _ids.Given.Count > 0;
        _ids.Forget();
        if (tookForNew)
            taken = TryWrite(writes, writes);
        if (taken is not null)
            throw new StaleWriteException(writes[0].PersistenceId, writes[0].FirstSequenceNr, taken);
    }

    /// <inheritdoc />
    public bool DeleteTo(string persistenceId, long sequenceNr, int limit) => _deleter.DeleteTo(persistenceId, sequenceNr, limit);

    /// <inheritdoc />
    public int DeleteEnded(DateTimeOffset before, int limit)
    {
        _ids.Forget();
        return _deleter.DeleteEnded(before, limit);
    }

    /// <inheritdoc />
    public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) => _deleter.DeleteUnstarted(transactionId, openedBefore);

    /// <inheritdoc />
    public void Probe()
    {
        using var command = new NpgsqlCommand(
            "INSERT INTO tale_probe (id, probed_at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET probed_at = excluded.probed_at", _connection);
        command.ExecuteNonQuery();
    }

    // Returns what a key or a mark refused; nothing is stored then.
    private PostgresException? TryWrite(IReadOnlyList<EventWrite> writes, IEnumerable<EventWrite> known)
    {
        try
        {
            _ids.Begin();
            _ids.Load(known);
            var ids = writes.Select(write => _ids.Of(write.PersistenceId)).ToArray();
            _events.Set(writes, ids, _ids.Given);
            _index.Set(writes, ids);
            _batch.ExecuteNonQuery();
            _ids.Commit();
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation)
        {
            return e;
        }
    }

    public void Dispose()
    {
        _batch.Dispose();
        _connection.Dispose();
    }
}
