using Tale.Actors.Host.Errors;

namespace Tale.Actors.Host.Node;

/// <summary>A node's data directory, held by one process at a time: two nodes on one journal would run every transaction twice.</summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>The journal and the index.</summary>
    public const string JournalFile = "tale.db";

    /// <summary>The ledgers of the samples.</summary>
    public const string HolidayFile = "holiday.db";

    // What another holder of the lock looks like: EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public string Journal => DataFile(JournalFile);

    public string HolidayLedger => DataFile(HolidayFile);

    /// <summary>Whether other users of the machine can look into it.</summary>
    public bool IsOpenToOthers => PrivateFiles.IsOpenToOthers(Path);

    /// <summary>
    /// Creates the directory and the files if they are missing, for their owner only, and holds the directory. The operating system lets go
    /// of it when the process ends, however it ends.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="files">The databases that the node keeps in it.</param>
    /// <exception cref="StartupException">
    /// The directory cannot be created or written, another process holds it, or a file in it cannot be used.
    /// </exception>
    public static DataDirectory Open(string directory, params string[] files)
    {
        if (string.IsNullOrWhiteSpace(directory))
            throw new StartupException("--data is empty; name a directory, for example ./data.", ExitCodes.Usage);
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            PrivateFiles.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal(path, $"cannot be created ({OneLine.Of(error.Message)}); name another one with --data.", error);
        }
        var data = new DataDirectory(path, Hold(path));
        try
        {
            foreach (var file in files)
                DatabaseFile.Prepare(data.DataFile(file));
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
            return PrivateFiles.Open(System.IO.Path.Combine(path, "tale.lock"), FileMode.OpenOrCreate, FileShare.None);
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
