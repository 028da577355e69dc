using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A log and index in one SQLite file.</summary>
internal sealed class SqliteStore(SqliteSettings settings, TimeProvider time) : IEventStore
{
    /// <inheritdoc />
    public IEventWriter OpenWriter()
    {
        var session = SqliteSession.Open(settings);
        try
        {
            SqliteSchema.Ensure(session.Connection);
            return new SqliteWriter(session, time);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public IEventReader OpenReader()
    {
        EnsureSchema(settings);
        return new SqliteReader(SqliteSession.Open(settings));
    }

    /// <inheritdoc />
    public Func<IEventDeleter>? OpenDeleter => null;

    /// <summary>Creates or migrates the schema, and checks it.</summary>
    /// <exception cref="JournalSchemaException">The database must not be written to by this version.</exception>
    public static void EnsureSchema(SqliteSettings settings)
    {
        using var session = SqliteSession.Open(settings);
        SqliteSchema.Ensure(session.Connection);
    }

    /// <inheritdoc />
    public bool IsUnavailable(Exception failure) => failure switch
    {
        // A full disk is not among them: one write may be too large for what room there is, and the probe tells.
        SqliteException e => e.SqliteErrorCode
            is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_NOLFS,
        IOException or UnauthorizedAccessException or JournalSchemaException => true,
        _ => false,
    };
}
