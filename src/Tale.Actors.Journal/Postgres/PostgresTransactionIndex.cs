using Akka.Actor;
using Npgsql;
using Tale.Actors.Index;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Reads the index that the journal writes.</summary>
internal sealed class PostgresTransactionIndex : ITransactionIndex, IAdmission
{
    private readonly JournalRegister _journals;
    private readonly PostgresSettings _settings;

    /// <summary>Created by name from <c>tale.index.provider</c>. The schema is created by whoever connects first, this one included.</summary>
    public PostgresTransactionIndex(ExtendedActorSystem system)
        : this(JournalRegister.For(system), PostgresSettings.Read(PostgresDefaults.Journal.Of(system))) { }

    /// <exception cref="JournalSchemaException">The database must not be used by this version. One that cannot be reached now is no reason not to start.</exception>
    internal PostgresTransactionIndex(JournalRegister journals, PostgresSettings settings)
    {
        _journals = journals;
        _settings = settings;
        try
        {
            new PostgresStore(settings).EnsureSchema();
        }
        catch (NpgsqlException)
        {
            // The journal reports it, keeps trying, and checks the schema when it gets through.
        }
    }

    /// <inheritdoc />
    public (RejectionReason Reason, string Message)? Refusal => _journals.Refusal(PostgresSettings.PluginId);

    /// <inheritdoc />
    public async Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var command = PostgresIndexQuery.Build(query);
        var rows = await ReadAsync(command, PostgresIndexQuery.Row, cancellationToken).ConfigureAwait(false);
        if (rows.Count <= query.Limit)
            return new TransactionPage(rows, null);
        rows.RemoveAt(query.Limit);   // one more than asked for: there is a next page
        return new TransactionPage(rows, rows[^1].TransactionId);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<TransactionStatus, long>> CountAsync(CancellationToken cancellationToken = default)
    {
        // Nearly all rows are completed and in no index of their own, so those are what is left of the total. One statement sees one moment.
        using var command = new NpgsqlCommand("""
            WITH others AS MATERIALIZED (SELECT status, count(*) AS rows FROM tale_transaction WHERE status <> 4 GROUP BY status)
            SELECT status, rows FROM others
            UNION ALL SELECT 4, (SELECT count(*) FROM tale_transaction) - (SELECT coalesce(sum(rows), 0)::bigint FROM others)
            """);
        var rows = await ReadAsync(command, reader => ((TransactionStatus)reader.GetInt32(0), Rows: reader.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return rows.Where(row => row.Rows > 0).ToDictionary(row => row.Item1, row => row.Rows);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, string? afterId, int limit, CancellationToken cancellationToken = default)
    {
        using var command = new NpgsqlCommand("""
            SELECT transaction_id FROM tale_transaction WHERE due_at <= $1 AND transaction_id > $2 ORDER BY transaction_id LIMIT $3
            """);
        command.Parameters.AddWithValue(now.UtcDateTime);
        command.Parameters.AddWithValue(afterId ?? "");
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_settings.Pooled());
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        command.Connection = connection;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(row(reader));
        return rows;
    }
}
