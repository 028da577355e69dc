using System.Text;
using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Node;

/// <summary>
/// A SQLite file, looked at before it is opened: the database's own errors do not say which file they are about. It is made readable by its
/// owner only; what the database puts beside it takes over its mode.
/// </summary>
internal static class DatabaseFile
{
    private static readonly string[] Beside = ["-wal", "-shm", "-journal", "-lock"];

    private static readonly byte[] Header = Encoding.ASCII.GetBytes("SQLite format 3\0");

    /// <exception cref="StartupException">The file cannot be created or written, or is no database.</exception>
    public static void Prepare(string path)
    {
        if (Directory.Exists(path))
            throw new StartupException($"'{path}' is a directory, not a file; move it away or name another directory with --data.");
        try
        {
            using var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete);
            var start = new byte[Header.Length];
            var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (length > 0 && !start.AsSpan().SequenceEqual(Header))
                throw new StartupException($"'{path}' is not a database; restore it from a backup or name another directory with --data.");
            foreach (var suffix in Beside)
                PrivateFiles.Tighten(path + suffix);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"'{path}' cannot be written ({OneLine.Of(error.Message)}); make it writable or name another directory with --data.",
                innerException: error);
        }
    }
}
