using Akka.Actor;
using Microsoft.Data.Sqlite;
using Tale.Actors.Index;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>Reads the index that the journal writes. SQLite has no asynchronous calls: each read takes a pool thread, at most four at a time.</summary>
internal sealed class SqliteTransactionIndex : ITransactionIndex, IAdmission, IDisposable
{
    private const int MaxConcurrentReads = 4;

    private readonly JournalRegister _journals;
    private readonly SqliteSettings _settings;
    private readonly SemaphoreSlim _slots = new(MaxConcurrentReads);

    /// <summary>Created by name from <c>tale.index.provider</c>. Creates, migrates and checks the database.</summary>
    /// <exception cref="JournalSchemaException">The database must not be used by this version.</exception>
    public SqliteTransactionIndex(ExtendedActorSystem system)
        : this(JournalRegister.For(system), SqliteSettings.Read(SqliteDefaults.Journal.Of(system))) { }

    /// <exception cref="JournalSchemaException">The database must not be used by this version.</exception>
    internal SqliteTransactionIndex(JournalRegister journals, SqliteSettings settings)
    {
        _journals = journals;
        _settings = settings;
        SqliteStore.EnsureSchema(settings);
    }

    /// <inheritdoc />
    public (RejectionReason Reason, string Message)? Refusal => _journals.Refusal(SqliteSettings.PluginId);

    /// <inheritdoc />
    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(connection => Page(connection, query), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<TransactionStatus, long>> CountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(Count, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, string? afterId, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>(connection => Due(connection, now, afterId, limit), cancellationToken);

    public void Dispose() => _slots.Dispose();

    private static TransactionPage Page(SqliteConnection connection, TransactionQuery query)
    {
        using var command = SqliteIndexQuery.Build(connection, query);
        using var reader = command.ExecuteReader();
        var rows = new List<TransactionSummary>();
        while (reader.Read())
            rows.Add(SqliteIndexQuery.Row(reader));
        if (rows.Count <= query.Limit)
            return new TransactionPage(rows, null);
        rows.RemoveAt(query.Limit);   // one more than asked for: there is a next page
        return new TransactionPage(rows, rows[^1].TransactionId);
    }

    // Nearly all rows are completed and in no index of their own, so those are what is left of the total.
    private static IReadOnlyDictionary<TransactionStatus, long> Count(SqliteConnection connection)
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var counts = new SortedDictionary<TransactionStatus, long>();
        using var byStatus = connection.CreateCommand();
        byStatus.CommandText = "SELECT status, count(*) FROM tale_transaction INDEXED BY tale_transaction_not_completed WHERE status <> 4 GROUP BY status";
        using (var reader = byStatus.ExecuteReader())
        {
            while (reader.Read())
                counts[(TransactionStatus)reader.GetInt32(0)] = reader.GetInt64(1);
        }
        using var total = connection.CreateCommand();
        total.CommandText = "SELECT count(*) FROM tale_transaction";
        var completed = (long)total.ExecuteScalar()! - counts.Values.Sum();
        if (completed > 0)
            counts[TransactionStatus.Completed] = completed;
        return counts;
    }

    private static List<string> Due(SqliteConnection connection, DateTimeOffset now, string? afterId, int limit)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT transaction_id FROM tale_transaction INDEXED BY tale_transaction_due
            WHERE due_at <= $now AND transaction_id > $after ORDER BY transaction_id LIMIT $limit
            """;
        command.Parameters.AddWithValue("$now", SqliteTime.From(now));
        command.Parameters.AddWithValue("$after", afterId ?? "");
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
            ids.Add(reader.GetString(0));
        return ids;
    }

    private async Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(
                () =>
                {
                    using var connection = new SqliteConnection(_settings.ConnectionString(pooling: true));
                    connection.Open();
                    return read(connection);
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }
}
