using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>Writes the rows of the index, in the transaction of the events that change them.</summary>
internal sealed class SqliteIndexWriter(SqliteSession session)
{
    // In a separate index a row may be there: it is set to what the log says, and not touched when it says so already.
    private readonly SqliteStatement _insert = session.Prepare("""
        INSERT INTO tale_transaction (id, transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (id) DO UPDATE SET definition = ?3, version = ?4, status = ?5, started_at = ?6, updated_at = ?7, ended_at = ?8, due_at = ?9, failure = ?10
        WHERE status <> ?5 OR started_at <> ?6 OR updated_at <> ?7 OR due_at IS NOT ?9
        """);

    private readonly SqliteStatement _update = session.Prepare("""
        UPDATE tale_transaction SET updated_at = ?2, status = ifnull(?3, status), due_at = ?4, ended_at = ifnull(?5, ended_at),
            failure = ifnull(?6, failure)
        WHERE id = ?1
        """);

    private readonly SqliteStatement _deleteUnstarted = session.Prepare("DELETE FROM tale_transaction WHERE id = (SELECT id FROM tale_persistence_id WHERE persistence_id = 'tale-' || ?1) AND status = 1 AND started_at < ?2");

    public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) =>
        _deleteUnstarted.Bind(1, transactionId).Bind(2, SqliteTime.From(openedBefore)).Run() > 0;

    public void Write(long id, IndexUpdate update)
    {
        if (update.Opened is { } opened)
        {
            _insert.Bind(1, id).Bind(2, opened.TransactionId).Bind(3, opened.Definition).Bind(4, opened.Version).Bind(5, (long?)update.Status)
                .Bind(6, SqliteTime.From(opened.At)).Bind(7, SqliteTime.From(update.At)).Bind(8, SqliteTime.From(update.EndedAt))
                .Bind(9, SqliteTime.From(update.DueAt)).Bind(10, update.Failure).Run();
            return;
        }
        _update.Bind(1, id).Bind(2, SqliteTime.From(update.At)).Bind(3, (long?)update.Status).Bind(4, SqliteTime.From(update.DueAt))
            .Bind(5, SqliteTime.From(update.EndedAt)).Bind(6, update.Failure).Run();
    }
}
