using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// A connection that writes. What must not be stored has to fail inside the statements of its batch, which are one transaction.
/// </summary>
internal sealed class PostgresWriter : IEventWriter
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresBatches _batches;
    private readonly PostgresIds _ids;
    private readonly PostgresDeleter _deleter;

    public PostgresWriter(NpgsqlConnection connection)
    {
        _connection = connection;
        _ids = new PostgresIds(connection);
        _batches = new PostgresBatches(
            connection, PostgresEventRows.InsertIds, PostgresEventRows.Insert, PostgresIndexRows.Insert, PostgresIndexRows.Update);
        _deleter = new PostgresDeleter(connection);
    }

    /// <inheritdoc />
    public void Write(IReadOnlyList<EventWrite> writes)
    {
        var taken = TryWrite(writes, writes.Where(write => write.FirstSequenceNr != 1));
        if (taken is null)
            return;
        // A log that begins is taken for a new one, or for the one that is remembered. If that is what was wrong, look it up and try again.
        _ids.Forget();
        if (writes is [{ FirstSequenceNr: 1 }])
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
            "INSERT INTO tale_probe (id, probed_at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET probed_at = excluded.probed_at",
            _connection);
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
            var (inserts, updates) = PostgresIndexRows.Of(writes, ids);
            _batches.Run(PostgresEventRows.OfIds(_ids.Given), PostgresEventRows.Of(writes, ids), inserts, updates);
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
        _batches.Dispose();
        _connection.Dispose();
    }
}
