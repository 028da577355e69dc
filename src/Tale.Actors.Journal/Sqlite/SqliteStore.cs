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
        SqliteException e =>
            e.SqliteErrorCode is not (raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE),
        IOException or UnauthorizedAccessException or JournalSchemaException => true,
        _ => false,
    };
}
