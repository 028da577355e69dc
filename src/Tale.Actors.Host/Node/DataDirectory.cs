using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Node;

/// <summary>A node's data directory, held by one process at a time: two nodes on one journal would run every transaction twice.</summary>
internal sealed class DataDirectory : IDisposable
{
    // What another holder of the lock looks like: EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string Journal => DataFile("tale.db");

    public string HolidayLedger => DataFile("holiday.db");

    /// <summary>
    /// Creates the directory if it is missing, and holds it. The operating system lets go of it when the process ends, however it ends.
    /// </summary>
    /// <exception cref="StartupException">
    /// The directory cannot be created or written, another process holds it, or a file in it cannot be used.
    /// </exception>
    public static DataDirectory Open(string directory)
    {
        if (string.IsNullOrWhiteSpace(directory))
            throw new StartupException("--data is empty; name a directory, for example ./data.", ExitCodes.Usage);
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal(path, $"cannot be created ({OneLine.Of(error.Message)}); name another one with --data.", error);
        }
        var data = new DataDirectory(path, Hold(path));
        try
        {
            DatabaseFile.Check(data.Journal);
            DatabaseFile.Check(data.HolidayLedger);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "tale.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (HeldByAnother.Contains(error.HResult))
        {
            throw Refusal(path, "is in use by another node; stop that one or name another directory with --data.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal(
                path, $"cannot be written ({OneLine.Of(error.Message)}); make it writable or name another one with --data.", error);
        }
    }

    private static StartupException Refusal(string path, string reason, Exception error) =>
        new($"The data directory '{path}' {reason}", innerException: error);

    private string DataFile(string name) => System.IO.Path.Combine(Path, name);
}
