using Microsoft.Data.Sqlite;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Services;

/// <summary>
/// The ledgers of the four services in one SQLite file of their own, so that <c>order</c> can run across all of them. Every row is on
/// disk before the call is answered. The journal has another file.
/// </summary>
internal sealed class HolidayLedger : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS ledger (
            arrival INTEGER PRIMARY KEY AUTOINCREMENT,
            service TEXT NOT NULL,
            transaction_id TEXT NOT NULL,
            operation TEXT NOT NULL,
            key TEXT NOT NULL,
            applied INTEGER NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS ledger_applied ON ledger (service, key) WHERE applied = 1
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    private HolidayLedger(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file; a new one gets its table.</summary>
    /// <exception cref="SqliteException">The file cannot be opened, or is no database.</exception>
    public static HolidayLedger Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Schema;
            command.ExecuteNonQuery();
            return new HolidayLedger(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Applies the operation, or notes that this key was applied before.</summary>
    /// <returns>The reference: the same for the same key.</returns>
    public string Record(string service, string transactionId, string operation, string key)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            var first = FirstArrival(service, key, transaction);
            var arrival = Insert(service, transactionId, operation, key, applied: first is null, transaction);
            transaction.Commit();
            return $"{service}-{first ?? arrival}";
        }
    }

    /// <summary>Whether an operation was applied under this key.</summary>
    public bool IsApplied(string service, string key)
    {
        lock (_lock)
            return FirstArrival(service, key, null) is not null;
    }

    /// <summary>A page of a service's rows, in the order of arrival.</summary>
    /// <param name="service">The service.</param>
    /// <param name="after">The order of the last row of the page before; 0 for the first page.</param>
    /// <param name="limit">The most rows.</param>
    public IReadOnlyList<LedgerRow> Read(string service, long after, int limit)
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = """
                SELECT arrival, transaction_id, operation, key, applied FROM ledger
                WHERE service = $service AND arrival > $after ORDER BY arrival LIMIT $limit
                """;
            command.Parameters.AddWithValue("$service", service);
            command.Parameters.AddWithValue("$after", after);
            command.Parameters.AddWithValue("$limit", limit);
            using var reader = command.ExecuteReader();
            var rows = new List<LedgerRow>();
            while (reader.Read())
                rows.Add(Row(reader));
            return rows;
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _connection.Dispose();
    }

    private long? FirstArrival(string service, string key, SqliteTransaction? transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT arrival FROM ledger WHERE service = $service AND key = $key AND applied = 1";
        command.Parameters.AddWithValue("$service", service);
        command.Parameters.AddWithValue("$key", key);
        return (long?)command.ExecuteScalar();
    }

    private long Insert(string service, string transactionId, string operation, string key, bool applied, SqliteTransaction transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO ledger (service, transaction_id, operation, key, applied)
            VALUES ($service, $transaction, $operation, $key, $applied) RETURNING arrival
            """;
        command.Parameters.AddWithValue("$service", service);
        command.Parameters.AddWithValue("$transaction", transactionId);
        command.Parameters.AddWithValue("$operation", operation);
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$applied", applied);
        return (long)command.ExecuteScalar()!;
    }

    private static LedgerRow Row(SqliteDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4));
}
