using System.Data.Common;
using Akka.Actor;
using Tale.Actors.Index;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>Reads the index that a journal, or a separate index, writes in one database.</summary>
/// <param name="number">Which of the journal's databases.</param>
internal abstract class SqlTransactionIndex(
    IndexSql sql, JournalRegister journals, string pluginId, long maxEventBytes, ILeaseDatabase database, int number = 0)
    : ITransactionIndex, IAdmission, IWrittenByJournal, ISuspensionMarks, ILeasedIndex
{
    /// <inheritdoc />
    public string JournalPluginId => pluginId;

    /// <inheritdoc />
    public long MaxEventBytes => maxEventBytes;

    /// <inheritdoc />
    public string MaxEventSetting => $"{pluginId}.max-event-size";

    /// <inheritdoc />
    public (RejectionReason Reason, string Message)? Refusal => journals.Refusal(pluginId, number);

    /// <inheritdoc />
    public async Task<bool> TryMarkSuspendedAsync(string transactionId, DateTimeOffset at, string reason)
    {
        if (journals.Writer(pluginId, number) is not { } journal)
            return false;
        try
        {
            await journal.RunAsync(writer =>
            {
                writer.MarkSuspended(transactionId, at, reason);
                return 0;
            }).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false;   // the journal has said why
        }
    }

    /// <inheritdoc />
    public ILeases<ILease> Take(ActorSystem system, string node, TimeSpan duration) =>
        new Leases<DatabaseLease>([DatabaseLease.Take(system, database, node, duration, TimeProvider.System)]);

    /// <inheritdoc />
    public async Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (FindsNothing(query))
            return new TransactionPage([], null);
        var rows = await ReadAsync(command => sql.Query(command, query), sql.Row, cancellationToken).ConfigureAwait(false);
        if (rows.Count <= query.Limit)
            return new TransactionPage(rows, null);
        rows.RemoveAt(query.Limit);   // one more than asked for: there is a next page
        return new TransactionPage(rows, rows[^1].TransactionId);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (FindsNothing(query))
            return [];
        static TransactionCount Row(DbDataReader reader) =>
            new(reader.GetString(0), reader.GetInt32(1), (TransactionStatus)reader.GetInt32(2), reader.GetInt64(3));
        return await ReadAsync(command => sql.Count(command, query), Row, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default) =>
        await ReadAsync(command => sql.Due(command, now, after, limit), sql.DueRow, cancellationToken).ConfigureAwait(false);

    // No row holds what cannot be stored, and to ask for it is an error on PostgreSQL.
    private static bool FindsNothing(TransactionQuery query) =>
        new[] { query.Definition, query.IdPrefix, query.FailureText, query.After }
            .Any(text => text is not null && !StorableText.IsStorable(text));

    /// <summary>Runs one statement on a connection of its own.</summary>
    /// <param name="prepare">Sets the statement's text and parameters.</param>
    /// <param name="row">Reads one row.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    protected abstract Task<List<T>> ReadAsync<T>(
        Action<DbCommand> prepare, Func<DbDataReader, T> row, CancellationToken cancellationToken);
}
