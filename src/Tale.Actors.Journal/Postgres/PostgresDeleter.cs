using Npgsql;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Deletes events for Akka's <c>DeleteMessages</c>, and ended transactions for retention.</summary>
internal sealed class PostgresDeleter(NpgsqlConnection connection)
{
    public bool DeleteTo(string persistenceId, long sequenceNr, int limit)
    {
        if (Mark(persistenceId, sequenceNr))
            WaitForWritersThatSawNoMark();
        using var delete = new NpgsqlCommand(
            """
            WITH log AS (
                SELECT id, (SELECT min(sequence_nr) FROM tale_event e WHERE e.id = p.id) AS oldest
                FROM tale_persistence_id p WHERE persistence_id = $1)
            DELETE FROM tale_event e USING log WHERE e.id = log.id AND e.sequence_nr <= least($2, log.oldest + $3 - 1)
            """,
            connection);
        delete.Parameters.AddWithValue(persistenceId);
        delete.Parameters.AddWithValue(sequenceNr);
        delete.Parameters.AddWithValue((long)limit);
        return delete.ExecuteNonQuery() > 0;
    }

    public int DeleteEnded(DateTimeOffset before, int limit)
    {
        using var delete = new NpgsqlCommand(
            """
            WITH ended AS (DELETE FROM tale_transaction WHERE id IN (
                    SELECT id FROM tale_transaction WHERE ended_at < $1 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id),
                 events AS (DELETE FROM tale_event WHERE id IN (SELECT id FROM ended))
            DELETE FROM tale_persistence_id WHERE id IN (SELECT id FROM ended)
            """,
            connection);
        delete.Parameters.AddWithValue(before.UtcDateTime);
        delete.Parameters.AddWithValue(limit);
        return delete.ExecuteNonQuery();
    }

    public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore)
    {
        using var delete = new NpgsqlCommand(PostgresIndexSql.Instance.DeleteUnstarted, connection);
        delete.Parameters.AddWithValue(TransactionIds.PersistenceIdOf(transactionId));
        delete.Parameters.AddWithValue(openedBefore.UtcDateTime);
        return delete.ExecuteNonQuery() > 0;
    }

    private bool Mark(string persistenceId, long sequenceNr)
    {
        using var mark = new NpgsqlCommand(
            """
            UPDATE tale_persistence_id p SET deleted_to = least($2, h.highest)
            FROM (
                SELECT id, coalesce((SELECT max(sequence_nr) FROM tale_event e WHERE e.id = i.id), 0) AS highest
                FROM tale_persistence_id i WHERE persistence_id = $1) AS h
            WHERE p.id = h.id AND p.deleted_to < least($2, h.highest)
            """,
            connection);
        mark.Parameters.AddWithValue(persistenceId);
        mark.Parameters.AddWithValue(sequenceNr);
        return mark.ExecuteNonQuery() > 0;
    }

    // A statement that began before the mark was committed could still take a number whose row is about to go. The lock is granted when all
    // such statements have ended; those that follow see the mark.
    private void WaitForWritersThatSawNoMark()
    {
        using var transaction = connection.BeginTransaction();
        using var barrier = new NpgsqlCommand("LOCK TABLE tale_event IN SHARE MODE", connection);
        barrier.ExecuteNonQuery();
        transaction.Commit();
    }
}
