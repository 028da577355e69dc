using System.Text;
using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Node;

/// <summary>A SQLite file, looked at before it is opened: the database's own errors do not say which file they are about.</summary>
internal static class DatabaseFile
{
    private static readonly byte[] Header = Encoding.ASCII.GetBytes("SQLite format 3\0");

    /// <exception cref="StartupException">The file exists and cannot be written, or is no database.</exception>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw new StartupException($"'{path}' is a directory and should be a file; move it away or name another directory with --data.");
        if (!File.Exists(path))
            return;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var start = new byte[Header.Length];
            var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (length > 0 && !start.AsSpan().SequenceEqual(Header))
                throw new StartupException($"'{path}' is not a database; restore it from a backup or name another directory with --data.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"'{path}' cannot be written ({OneLine.Of(error.Message)}); make it writable or name another directory with --data.",
                innerException: error);
        }
    }
}
