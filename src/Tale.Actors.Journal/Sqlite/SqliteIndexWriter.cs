using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>Writes the rows of the index, in the transaction of the events that change them.</summary>
internal sealed class SqliteIndexWriter(SqliteSession session)
{
    private readonly SqliteStatement _insert = session.Prepare("""
        INSERT INTO tale_transaction (id, transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    private readonly SqliteStatement _update = session.Prepare("""
        UPDATE tale_transaction SET updated_at = ?2, status = ifnull(?3, status), due_at = ?4, ended_at = ifnull(?5, ended_at),
            failure = ifnull(?6, failure)
        WHERE id = ?1
        """);

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
