using System.Text;

namespace Tale.Actors.Journal.Leases;

/// <summary>
/// A file that an owner keeps locked. The operating system lets go of it when the process ends, however it ends: a successor on the same
/// machine need not wait for the lease. The file says whose it is, so that one that was copied, moved or left behind proves nothing.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>The machine since it was started: a copy of a temporary folder on another one proves nothing either.</summary>
    private static readonly string Machine = File.Exists(BootId) ? File.ReadAllText(BootId).Trim() : Environment.MachineName;

    private readonly FileStream _file;

    private ProcessLock(FileStream file) => _file = file;

    /// <summary>Null: the file cannot be locked, now or at all. Its owner then is not known to have ended before its lease has.</summary>
    public static ProcessLock? TryTake(string path, string owner)
    {
        FileStream? file = null;
        try
        {
            file = Open(path, FileMode.OpenOrCreate);
            if (Excludes(path))
            {
                file.SetLength(0);
                file.Write(Mark(owner));
                file.Flush();
                return new ProcessLock(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if there were none.
        }
        file?.Dispose();
        return null;
    }

    public static OwnerState StateOf(string path, string owner)
    {
        try
        {
            using var file = Open(path, FileMode.Open);
            var mark = Mark(owner);
            var content = new byte[mark.Length + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content.AsSpan(0, length).SequenceEqual(mark) && Excludes(path) ? OwnerState.Ended : OwnerState.Unknown;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return OwnerState.Unknown;
        }
        catch (IOException)
        {
            return OwnerState.Alive;
        }
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Mark(string owner) => Encoding.UTF8.GetBytes($"{owner}\n{Machine}\n");

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode == FileMode.OpenOrCreate)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>There are file systems without locks, and locks can be switched off.</summary>
    private static bool Excludes(string path)
    {
        try
        {
            Open(path, FileMode.Open).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
