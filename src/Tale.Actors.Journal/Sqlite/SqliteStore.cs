using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A log and index in one SQLite file.</summary>
internal sealed class SqliteStore(SqliteSettings settings, TimeProvider time) : IEventStore
{
    private readonly SqliteFile _file = new(settings);

    /// <inheritdoc />
    public IEventWriter OpenWriter() => Open(session => new SqliteWriter(session, _file, time));

    /// <inheritdoc />
    public IEventReader OpenReader() => Open(session => new SqliteReader(session));

    /// <inheritdoc />
    public Func<IEventDeleter>? OpenDeleter => null;

    /// <inheritdoc />
    public bool IsInProcess => true;

    /// <inheritdoc />
    public bool IsUnavailable(Exception failure) => failure switch
    {
        // A full disk is not among them: one write may be too large for what room there is, and the probe tells.
        SqliteException e => e.SqliteErrorCode
            is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_NOLFS,
        IOException or UnauthorizedAccessException or JournalSchemaException or JournalUnavailableException => true,
        _ => false,
    };

    public void Dispose() => _file.Dispose();

    private T Open<T>(Func<SqliteSession, T> use)
    {
        var session = _file.Open();
        try
        {
            return use(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
