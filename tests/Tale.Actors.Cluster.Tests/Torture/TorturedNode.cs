using System.Diagnostics;
using System.Globalization;
using Tale.Actors.Cluster.Tests.Processes;

namespace Tale.Actors.Cluster.Tests.Torture;

/// <summary>A node's process, and those that follow it at its address: whenever one has ended, the next one is started, as whoever runs nodes does.</summary>
internal sealed class TorturedNode(int index, Network network, string journal, string ledger, DirectoryInfo logs, Chronicle chronicle) : IDisposable
{
    public const int Port = 4000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Incarnation> _incarnations = [];
    private Process? _process;
    private DateTime _notBefore;

    /// <summary>Each with a name of its own.</summary>
    public IReadOnlyList<Incarnation> Incarnations => _incarnations;

    public string Place => $"{network.Address(index)}:{Port}";

    /// <summary>Has somebody started it yet?</summary>
    public bool IsWanted { get; private set; }

    /// <param name="seeds">Places, with commas. A node that is started again has not its own among them: it would begin a cluster of its own.</param>
    public void Start(string seeds)
    {
        lock (_lock)
        {
            IsWanted = true;
            var name = $"n{index}.{_incarnations.Count}";
            var options = new NodeOptions(name, network.Address(index), Port, seeds, journal, ledger);
            string[] arguments = ["netns", "exec", network.Namespace(index), "dotnet", typeof(TorturedNode).Assembly.Location, .. options.Arguments];
            _process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(logs.FullName, name)) { AutoFlush = true });
            _process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
            _process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            _incarnations.Add(new Incarnation(name, index, DateTime.UtcNow));
            chronicle.Add($"{name} started, seeds {seeds}");
        }
    }

    /// <summary>Starts the next one if the last has ended.</summary>
    public void Look(string seeds)
    {
        lock (_lock)
        {
            if (_process is not { HasExited: true } process)
                return;
            if (_incarnations[^1].Ended is null)
            {
                _incarnations[^1].Ended = DateTime.UtcNow;
                chronicle.Add($"{_incarnations[^1].Name} ended with {process.ExitCode}");
                if (_notBefore < DateTime.UtcNow + Pause)
                    _notBefore = DateTime.UtcNow + Pause;
            }
            if (DateTime.UtcNow < _notBefore)
                return;
            process.Dispose();
            Start(seeds);
        }
    }

    /// <param name="signal">The signal's name, without SIG.</param>
    /// <param name="downtime">If it ends by it: how long nobody starts it again.</param>
    public void Signal(string signal, TimeSpan downtime = default)
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process)
                return;
            _notBefore = DateTime.UtcNow + downtime;
            using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        Signal("KILL");
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>One process of a node.</summary>
internal sealed record Incarnation(string Name, int Node, DateTime Started)
{
    public DateTime? Ended { get; set; }

    /// <summary>When its row in tale_member was seen to be struck out.</summary>
    public DateTime? StruckOut { get; set; }
}
