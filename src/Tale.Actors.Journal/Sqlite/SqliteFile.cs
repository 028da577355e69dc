using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>
/// The database's file, held from the first use until the store ends. SQLite goes on in a file that has been deleted or replaced, and makes
/// an empty one when it is to open it again; the file that is held tells whether it is still the one at its path (docs/adr/0106).
/// </summary>
internal sealed class SqliteFile(SqliteSettings settings) : IDisposable
{
    private const int HasMovedControl = 20;   // SQLITE_FCNTL_HAS_MOVED

    private readonly Lock _lock = new();
    private SqliteConnection? _held;

    /// <summary>Connects. The first time the file and its folder are created when missing, and later never.</summary>
    /// <exception cref="JournalUnavailableException">The file cannot be opened, or another one is at its path.</exception>
    /// <exception cref="JournalSchemaException">It is no database, or it is damaged.</exception>
    public SqliteSession Open() => Explained(() =>
    {
        Hold();
        EnsureInPlace();
        var session = SqliteSession.Open(settings);
        try
        {
            EnsureInPlace();   // what was opened might be another file, put there a moment ago
            SqliteSchema.Ensure(session.Connection);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    });

    /// <summary>Costs next to nothing.</summary>
    /// <exception cref="JournalUnavailableException">The file has been deleted, moved away or replaced.</exception>
    public void EnsureInPlace()
    {
        if (_held is { Handle: { } handle } && HasMoved(handle))
        {
            throw new JournalUnavailableException(
                $"The database file '{FullPath}' was deleted, moved away or replaced while this node uses it, and nothing is stored "
                + "in what is left. Put the same file back and the node goes on; or stop the node, restore a backup there, and start it again. "
                + "A node that starts without the file begins an empty one.");
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _held?.Dispose();
    }

    private string FullPath => Path.GetFullPath(settings.Path);

    private void Hold()
    {
        lock (_lock)
        {
            if (_held is not null)
                return;
            if (Path.GetDirectoryName(FullPath) is { } folder)
                Directory.CreateDirectory(folder);
            var connection = new SqliteConnection(settings.ConnectionString(SqliteOpenMode.ReadWriteCreate, pooling: false));
            try
            {
                connection.Open();
                _held = connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    private T Explained<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT)
        {
            throw JournalSchemaException.Unreadable(FullPath, ErrorText.Of(e), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException
            {
                SqliteErrorCode: raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_IOERR,
            })
        {
            throw new JournalUnavailableException(
                $"The database file '{FullPath}' cannot be opened for writing: {ErrorText.Of(e)} "
                + "Let this account write to the file and its folder, or name another file.", e);
        }
    }

    // Only the SQLite that comes with this package is asked: the handle belongs to whichever one the process uses.
    private static bool HasMoved(sqlite3 handle) =>
        raw.GetNativeLibraryName() == Native.Library
        && Native.FileControl(handle, 0, HasMovedControl, out var hasMoved) == raw.SQLITE_OK && hasMoved != 0;

    private static class Native
    {
        public const string Library = "e_sqlite3";

        [DllImport(Library, EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
        public static extern int FileControl(sqlite3 database, nint name, int control, out int answer);
    }
}
