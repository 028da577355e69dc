using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The row of ownership in a SQLite file, on a connection of its own.</summary>
internal sealed class SqliteLeaseStore : ILeaseStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SqliteSession _session;
    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _replace;
    private readonly SqliteStatement _renew;
    private readonly SqliteStatement _release;

    public SqliteLeaseStore(SqliteSession session, SqliteFile file, TimeProvider time)
    {
        (_session, _file, _time) = (session, file, time);
        // A row that a power failure takes back had an owner that ended with it.
        session.Execute("PRAGMA synchronous = NORMAL");
        raw.sqlite3_busy_timeout(session.Connection.Handle, 0);
        _read = session.Prepare("SELECT owner, name, taken_at, renewals, until, duration FROM tale_lease WHERE id = 1");
        _insert = session.Prepare("""
            INSERT OR IGNORE INTO tale_lease (id, owner, name, taken_at, until, duration, renewals) VALUES (1, ?1, ?2, ?3, ?4, ?5, 0)
            """);
        _replace = session.Prepare("""
            UPDATE tale_lease SET owner = ?1, name = ?2, taken_at = ?3, until = ?4, duration = ?5, renewals = 0
            WHERE id = 1 AND owner = ?6 AND renewals = ?7
            """);
        _renew = session.Prepare(
            "UPDATE tale_lease SET until = ?2, duration = ?3, renewals = renewals + 1 WHERE id = 1 AND owner = ?1");
        _release = session.Prepare("DELETE FROM tale_lease WHERE id = 1 AND owner = ?1");
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <inheritdoc />
    public LeaseRow? Read()
    {
        try
        {
            return _read.Step()
                ? new LeaseRow(
                    _read.Text(0), _read.Text(1), SqliteTime.To(_read.Int64(2)), _read.Int64(3), SqliteTime.To(_read.Int64(4)) - Now,
                    TimeSpan.FromMicroseconds(_read.Int64(5)))
                : null;
        }
        finally
        {
            _read.Reset();
        }
    }

    /// <inheritdoc />
    public bool Take(LeaseRow? from, string owner, string name, TimeSpan duration)
    {
        var take = from is null ? _insert : _replace.Bind(6, from.Owner).Bind(7, from.Renewals);
        take.Bind(1, owner).Bind(2, name).Bind(3, SqliteTime.From(Now)).Bind(4, SqliteTime.From(Now + duration))
            .Bind(5, (long)duration.TotalMicroseconds);
        return Run(take) == 1;
    }

    /// <inheritdoc />
    public bool Renew(string owner, TimeSpan duration) => Run(
        _renew.Bind(1, owner).Bind(2, SqliteTime.From(Now + duration)).Bind(3, (long)duration.TotalMicroseconds)) == 1;

    /// <inheritdoc />
    public void Release(string owner) => Run(_release.Bind(1, owner));

    public void Dispose() => _session.Dispose();

    // The writer frees the file for an instant between two batches only. SQLite's own handler looks every 100 ms after a while, and could
    // miss it for long.
    private int Run(SqliteStatement statement)
    {
        _file.EnsureInPlace();
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(1))
        {
            try
            {
                return statement.Run();
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY && watch.Elapsed < Patience)
            {
                // Tried again until the patience ends.
            }
        }
    }
}
