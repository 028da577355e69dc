using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A connection and the statements prepared on it, which end with it. For one thread.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];

    private SqliteSession(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    /// <summary>Opens the file, which must be there.</summary>
    public static SqliteSession Open(SqliteSettings settings)
    {
        var session = new SqliteSession(new SqliteConnection(settings.ConnectionString(SqliteOpenMode.ReadWrite, pooling: false)));
        try
        {
            session.Connection.Open();
            session.Configure(settings);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(Connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs a statement once.</summary>
    public void Execute(string sql)
    {
        using var statement = new SqliteStatement(Connection, sql);
        statement.Run();
    }

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        Connection.Dispose();
    }

    // The very first change to WAL needs the file for itself, and for that SQLite does not wait: whoever else opens it just then is in the
    // way.
    private void UseWriteAheadLog(TimeSpan patience)
    {
        for (var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds; ; Thread.Sleep(5))
        {
            try
            {
                Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY && Environment.TickCount64 < deadline)
            {
                // Tried again until the patience ends.
            }
        }
    }

    private void Configure(SqliteSettings settings)
    {
        raw.sqlite3_busy_timeout(Connection.Handle, (int)settings.BusyTimeout.TotalMilliseconds);
        UseWriteAheadLog(settings.BusyTimeout);
        Execute("PRAGMA synchronous = FULL");
        Execute($"PRAGMA wal_autocheckpoint = {settings.WalAutoCheckpoint}");
        Execute($"PRAGMA cache_size = -{settings.CacheSize / 1024}");
        if (settings.MaxSize > 0)
            Execute($"PRAGMA max_page_count = {settings.MaxSize / (Prepare("PRAGMA page_size").Scalar() ?? 4096)}");
    }
}
