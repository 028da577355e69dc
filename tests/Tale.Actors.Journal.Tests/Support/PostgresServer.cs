using System.Diagnostics;
using Npgsql;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>
/// A real PostgreSQL server in a temporary folder, from the programs on this machine. Without them the test is skipped, unless
/// <c>TALE_REQUIRE_POSTGRES=1</c>: then it fails.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> _shared = new(() => new PostgresServer());

    private static readonly string[] _programs = ["initdb", "postgres", "pg_basebackup", "pg_ctl", "pg_dump", "psql"];

    private readonly Process _process;

    /// <summary>Starts a server of its own, for tests that stop or pause it.</summary>
    /// <param name="settings">Options of the server's command line; null: those that make tests fast.</param>
    public PostgresServer(string? settings = null)
    {
        var command = Command(Programs());
        if (settings is not null)
            command.Environment["TALE_POSTGRES_SETTINGS"] = settings;
        _process = Process.Start(command)!;
        Folder = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PostgreSQL did not start.");
    }

    /// <summary>The one server that all other tests share; it ends with this process.</summary>
    public static PostgresServer Shared => _shared.Value;

    public string Folder { get; }

    public string ConnectionString => $"Host={Folder};Username=tale;Database=postgres;Maximum Pool Size=20;Connection Idle Lifetime=2;Connection Pruning Interval=1;Include Error Detail=true";

    public void Start() => Do("start");

    /// <summary>As in a crash: nothing is finished.</summary>
    public void Stop() => Do("stop");

    /// <summary>All of its processes end by SIGKILL.</summary>
    public void Kill() => Do("kill");

    /// <summary>All of its processes stop answering and keep their connections.</summary>
    public void Pause() => Do("pause");

    public void Resume() => Do("resume");

    /// <summary>Gives a folder to the account that the server runs as.</summary>
    public void Own(DirectoryInfo folder)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        using var chown = Process.Start("chown", [Unprivileged(), folder.FullName]);
        chown.WaitForExit();
    }

    /// <summary>Makes a standby that follows this server by streaming replication.</summary>
    public void Follow() => Do("follow");

    /// <summary>The standby has received what is stored so far, and nothing that comes after.</summary>
    public void CutOff() => Do("cut");

    /// <summary>The server crashes, and the standby is promoted and takes its place.</summary>
    public void FailOver() => Do("failover");

    /// <summary>Runs one of PostgreSQL's programs.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Programs(), program), arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(said);
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(60));
        _process.Dispose();
    }

    private void Do(string command)
    {
        _process.StandardInput.WriteLine(command);
        Assert.Equal("ok", _process.StandardOutput.ReadLine());
    }

    private static string Programs()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => folder + "/bin") : []);
        var found = folders.FirstOrDefault(
            folder => _programs.All(program => File.Exists(Path.Combine(folder, program))));
        if (found is null && Environment.GetEnvironmentVariable("TALE_REQUIRE_POSTGRES") == "1")
            throw new InvalidOperationException(
                "TALE_REQUIRE_POSTGRES=1, and there are no PostgreSQL programs on PATH or in /usr/lib/postgresql.");
        Skip.If(found is null, "There are no PostgreSQL programs (initdb, postgres, pg_dump and others) on PATH or in /usr/lib/postgresql.");
        return found!;
    }

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo Command(string programs)
    {
        string[] script = ["sh", Path.Combine(AppContext.BaseDirectory, "Support", "postgres.sh"), programs];
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", Unprivileged(), "--", .. script] : script;
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
    }

    public static string Unprivileged() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
}
