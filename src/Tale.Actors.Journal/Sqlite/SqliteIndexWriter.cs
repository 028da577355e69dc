using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>Writes the rows of the index, in the transaction of the events that change them.</summary>
internal sealed class SqliteIndexWriter(SqliteSession session)
{
    private readonly SqliteStatement _insert = session.Prepare(IndexRowSql.Insert(
        $"VALUES ({string.Join(", ", IndexRowSql.Columns.Select((_, i) => $"?{i + 1}"))})"));

    private readonly SqliteStatement _update = session.Prepare(IndexRowSql.Update(
        column => $"?{IndexRowSql.Changed.IndexOf(column) + 1}"));

    private readonly SqliteStatement _deleteUnstarted = session.Prepare(SqliteIndexSql.Instance.DeleteUnstarted);

    private readonly SqliteStatement _markSuspended = session.Prepare(SqliteIndexSql.Instance.MarkSuspended);

    public void MarkSuspended(string transactionId, DateTimeOffset at, string reason) =>
        _markSuspended.Bind(1, TransactionIds.PersistenceIdOf(transactionId)).Bind(2, SqliteTime.From(at)).Bind(3, reason).Run();

    public bool DeleteUnstarted(string transactionId, DateTimeOffset openedBefore) =>
        _deleteUnstarted.Bind(1, TransactionIds.PersistenceIdOf(transactionId)).Bind(2, SqliteTime.From(openedBefore)).Run() > 0;

    public void Write(long id, IndexUpdate update)
    {
        if (update.Opened is { } opened)
        {
            _insert.Bind(1, id).Bind(2, opened.TransactionId).Bind(3, opened.Definition).Bind(4, opened.Version)
                .Bind(5, (long?)update.Status).Bind(6, SqliteTime.From(opened.At)).Bind(7, SqliteTime.From(update.At))
                .Bind(8, SqliteTime.From(update.EndedAt)).Bind(9, SqliteTime.From(update.DueAt)).Bind(10, update.FailureOfNewRow).Run();
            return;
        }
        _update.Bind(1, id).Bind(2, SqliteTime.From(update.At)).Bind(3, (long?)update.Status).Bind(4, SqliteTime.From(update.DueAt))
            .Bind(5, SqliteTime.From(update.EndedAt)).Bind(6, update.Failure).Run();
    }
}
