using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A SQLite file that one node owns at a time; the lock file lies beside it.</summary>
/// <param name="settings">Where the file is.</param>
/// <param name="file">The file: whoever has the lease of one that was moved away owns nothing.</param>
/// <param name="time">Dates the lease.</param>
internal sealed class SqliteLeaseDatabase(SqliteSettings settings, SqliteFile file, TimeProvider time) : ILeaseDatabase
{
    private readonly string _path = Path.GetFullPath(settings.Path);

    /// <inheritdoc />
    public string Name => _path;

    /// <inheritdoc />
    public bool HasLockFilePerOwner => false;

    /// <inheritdoc />
    public string LockFile(string owner) => $"{_path}-lock";

    /// <inheritdoc />
    public ILeaseStore Open()
    {
        var session = file.Open();
        try
        {
            // What is copied into the database, and when, is the writer's business.
            session.Execute("PRAGMA wal_autocheckpoint = 0");
            return new SqliteLeaseStore(session, file, time);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
