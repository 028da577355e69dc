using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Node;

/// <summary>A node's data directory, held by one process at a time: two nodes on one journal would run every transaction twice.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string Journal => System.IO.Path.Combine(Path, "tale.db");

    public string HolidayLedger => System.IO.Path.Combine(Path, "holiday.db");

    /// <summary>
    /// Creates the directory if it is missing, and holds it. The operating system lets go of it when the process ends, however it ends.
    /// </summary>
    /// <exception cref="StartupException">The directory cannot be created or written, or another process holds it.</exception>
    public static DataDirectory Open(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal(path, $"cannot be created ({error.Message.TrimEnd('.')}); name another one with --data.", error);
        }
        return new DataDirectory(path, Hold(path));
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "tale.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Refusal(path, "cannot be written; change its permissions or name another one with --data.", error);
        }
        catch (IOException error)
        {
            throw Refusal(path, "is in use by another node; stop that one or name another directory with --data.", error);
        }
    }

    private static StartupException Refusal(string path, string reason, Exception error) =>
        new($"The data directory '{path}' {reason}", innerException: error);
}
