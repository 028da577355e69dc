using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A SQLite file that one node owns at a time; the lock file lies beside it.</summary>
internal sealed class SqliteLeaseDatabase(SqliteSettings settings, TimeProvider time) : ILeaseDatabase
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
        // What is copied into the database, and when, is the writer's business.
        var session = SqliteSession.Open(settings with { WalAutoCheckpoint = 0 });
        try
        {
            SqliteSchema.Ensure(session.Connection);
            return new SqliteLeaseStore(session, time);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
