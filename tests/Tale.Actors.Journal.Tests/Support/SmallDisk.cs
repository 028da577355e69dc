using System.Diagnostics;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A real file system of a few MiB. Where none may be mounted the test is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-disk-");

    public SmallDisk(int mebibytes)
    {
        var refusal = OperatingSystem.IsLinux()
            ? Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,mode=1777", "tale-test", Path)
            : "no Linux";
        if (refusal is null)
            return;
        _folder.Delete();
        Skip.If(true, $"No small file system can be mounted here ({refusal}).");
    }

    public string Path => _folder.FullName;

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Delete(recursive: true);
    }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : said.Trim();
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
