using Npgsql;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Deletes events for Akka's <c>DeleteMessages</c>, and ended transactions for retention, on a connection of its own: it takes no lock that
/// a write waits for, and waits only for a moment for those of others (docs/adr/0105).
/// </summary>
internal sealed class PostgresDeleter : IEventDeleter
{
    private const int StatementSeconds = 60;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlConnection _connection;

    public PostgresDeleter(NpgsqlConnection connection)
    {
        _connection = connection;
        using var configure = Command($"SET lock_timeout = {(int)_patience.TotalMilliseconds}; SET statement_timeout = '{StatementSeconds}s'");
        configure.ExecuteNonQuery();
    }

    /// <inheritdoc />
    public bool DeleteTo(string persistenceId, long sequenceNr, int limit) => Delayable(() =>
    {
        Mark(persistenceId, sequenceNr);
        WaitForWritersThatSawNoMark();
        using var delete = Command(
            """
            WITH log AS (
                SELECT id, (SELECT min(sequence_nr) FROM tale_event e WHERE e.id = p.id) AS oldest
                FROM tale_persistence_id p WHERE persistence_id = $1)
            DELETE FROM tale_event e USING log WHERE e.id = log.id AND e.sequence_nr <= least($2, log.oldest + $3 - 1)
            """,
            persistenceId, sequenceNr, (long)limit);
        return delete.ExecuteNonQuery() > 0;
    });

    /// <inheritdoc />
    public int DeleteEnded(DateTimeOffset before, int limit) => Delayable(() =>
    {
        using var delete = Command(
            """
            WITH ended AS (DELETE FROM tale_transaction WHERE id IN (
                    SELECT id FROM tale_transaction WHERE ended_at < $1 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id),
                 events AS (DELETE FROM tale_event WHERE id IN (SELECT id FROM ended))
            DELETE FROM tale_persistence_id WHERE id IN (SELECT id FROM ended)
            """,
            before.UtcDateTime, limit);
        return delete.ExecuteNonQuery();
    });

    /// <inheritdoc />
    public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) => Delayable(() =>
    {
        using var delete = Command(
            PostgresIndexSql.Instance.DeleteUnstarted, TransactionIds.PersistenceIdOf(transactionId), openedBefore.UtcDateTime);
        return delete.ExecuteNonQuery() > 0;
    });

    public void Dispose() => _connection.Dispose();

    // From here on no statement that begins takes one of these numbers, and no recovery reads them.
    private void Mark(string persistenceId, long sequenceNr)
    {
        using var mark = Command(
            """
            UPDATE tale_persistence_id p SET deleted_to = least($2, h.highest)
            FROM (
                SELECT id, coalesce((SELECT max(sequence_nr) FROM tale_event e WHERE e.id = i.id), 0) AS highest
                FROM tale_persistence_id i WHERE persistence_id = $1) AS h
            WHERE p.id = h.id AND p.deleted_to < least($2, h.highest)
            """,
            persistenceId, sequenceNr);
        mark.ExecuteNonQuery();
    }

    // A statement that began before the mark was committed could still take a number whose row is about to go. Every statement that writes
    // locks the table before it looks, so those are among the holders of such a lock now; whoever comes later sees the mark.
    private void WaitForWritersThatSawNoMark()
    {
        var deadline = Environment.TickCount64 + (long)_patience.TotalMilliseconds;
        for (var writers = Writing(null); writers.Length > 0; writers = Writing(writers))
        {
            if (Environment.TickCount64 > deadline)
                throw new DeleteDelayedException($"{writers.Length} open transactions have written to tale_event.");
            Thread.Sleep(_pollInterval);
        }
    }

    /// <summary>The transactions that may be writing events.</summary>
    /// <param name="among">Only these; null: all.</param>
    private string[] Writing(string[]? among)
    {
        using var writing = Command(
            """
            SELECT coalesce(array_agg(DISTINCT virtualtransaction), '{}') FROM pg_locks
            WHERE locktype = 'relation' AND relation = 'tale_event'::regclass AND granted AND pid IS DISTINCT FROM pg_backend_pid()
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
              AND ($1::text[] IS NULL OR virtualtransaction = ANY ($1))
            """,
            (object?)among ?? DBNull.Value);
        return (string[])writing.ExecuteScalar()!;
    }

    private static T Delayable<T>(Func<T> delete)
    {
        try
        {
            return delete();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            throw new DeleteDelayedException(e.MessageText, e);
        }
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = _connection.Command(sql, values);
        command.CommandTimeout = 2 * StatementSeconds;   // past the server's own limit
        return command;
    }
}
