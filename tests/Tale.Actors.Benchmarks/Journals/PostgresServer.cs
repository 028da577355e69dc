using System.Diagnostics;
using System.Globalization;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>A PostgreSQL server in a temporary folder, durable as in production, from the programs on this machine.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Memory = "-c shared_buffers=512MB";
    private const string NoCheckpoints = " -c max_wal_size=8GB -c checkpoint_timeout=30min";

    private readonly Process _process;
    private readonly string _folder;

    /// <param name="checkpoints">As it is delivered: its log has about 1 GB.</param>
    public PostgresServer(bool checkpoints)
    {
        string[] script = ["sh", Path.Combine(AppContext.BaseDirectory, "postgres.sh"), Programs()];
        // PostgreSQL refuses to run as root.
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. script] : script;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["TALE_POSTGRES_SETTINGS"] = checkpoints ? Memory : Memory + NoCheckpoints;
        _process = Process.Start(start)!;
        _folder = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PostgreSQL did not start.");
    }

    public string ConnectionString => $"Host={_folder};Username=tale;Database=postgres;Maximum Pool Size=50";

    /// <summary>Of the server and all of its processes, those that have ended included.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var server = int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            var ticks = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(Stat)
                .Where(stat => stat.Pid == server || stat.Parent == server).Sum(stat => stat.Ticks);
            return TimeSpan.FromSeconds(ticks / 100.0);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(20));
        _process.Dispose();
    }

    private static (int Pid, int Parent, long Ticks) Stat(string folder)
    {
        try
        {
            // After the name in parentheses: state, parent, ..., user, system, and both of the children that have ended.
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return default;   // It ended while it was looked at.
        }
    }

    private static string Programs() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => folder + "/bin") : [])
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        ?? throw new InvalidOperationException(
            "There are no PostgreSQL programs on PATH or in /usr/lib/postgresql. Install PostgreSQL, or choose another --journal.");
}
