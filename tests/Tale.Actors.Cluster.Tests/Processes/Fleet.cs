using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>Nodes in processes of their own, with a ledger of what their steps did that is none of theirs.</summary>
internal sealed class Fleet : IDisposable
{
    private readonly List<(Process Process, int Port)> _nodes = [];
    private readonly IReadOnlyList<string> _databases;

    /// <param name="databases">Connection strings. The ledger is in the first one.</param>
    public Fleet(IReadOnlyList<string> databases)
    {
        _databases = databases;
        Execute(StepLedger.Table);
    }

    public int SeedPort => _nodes[0].Port;

    /// <param name="settings">A file of HOCON that wins over the others; null: none.</param>
    /// <returns>The number of the node.</returns>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="discovers">It finds the others in the database; else they are told of the first one.</param>
    /// <param name="build">The program of another build; null: this one.</param>
    /// <param name="place">The node at whose address it listens; null: at another one.</param>
    public int Start(string? settings = null, IReadOnlyDictionary<string, string>? environment = null, bool discovers = false, int? place = null, string? build = null)
    {
        var port = place is { } node ? _nodes[node].Port : FreePort();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var seeds = discovers ? "" : $"127.0.0.1:{(_nodes.Count == 0 ? port : SeedPort)}";
        var options = new NodeOptions($"node-{_nodes.Count}", "127.0.0.1", port, seeds, string.Join('\n', _databases));
        string[] arguments = [build ?? typeof(Fleet).Assembly.Location, .. options.Arguments];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (settings is not null)
            start.Environment[NodeProcess.Settings] = settings;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _nodes.Add((process, port));
        return _nodes.Count - 1;
    }

    public void Kill(int node) => Signal(node, "KILL");

    public void Pause(int node) => Signal(node, "STOP");

    public void GoOn(int node) => Signal(node, "CONT");

    /// <summary>As an orchestrator does it.</summary>
    public async Task<int> StopAsync(int node)
    {
        Signal(node, "TERM");
        await _nodes[node].Process.WaitForExitAsync();
        return _nodes[node].Process.ExitCode;
    }

    /// <summary>Processor time of the nodes that are there.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromTicks(_nodes.Where(node => !node.Process.HasExited).Sum(node =>
    {
        node.Process.Refresh();
        return node.Process.TotalProcessorTime.Ticks;
    }));

    public bool HasEnded(int node) => _nodes[node].Process.HasExited;

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public long Scalar(string sql) => Convert.ToInt64(Value(sql), CultureInfo.InvariantCulture);

    /// <summary>Of all databases together.</summary>
    public long Sum(string sql) => Enumerable.Range(0, _databases.Count).Sum(database => Convert.ToInt64(Value(sql, database), CultureInfo.InvariantCulture));

    /// <returns>Null: there is none.</returns>
    public object? Value(string sql, int database = 0)
    {
        using var connection = Open(database);
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Waits until the query says so many, or more.</summary>
    public async Task ReachesAsync(long count, string sql)
    {
        for (var watch = Stopwatch.StartNew(); Scalar(sql) < count; await Task.Delay(50))
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"{Scalar(sql)} of {count}: {sql}");
    }

    /// <summary>Waits until so many nodes are at work, and not more.</summary>
    public async Task AreAtWorkAsync(int nodes)
    {
        await ReachesAsync(1, "SELECT count(*) FROM pg_class WHERE relname = 'tale_member'");
        const string AtWork = "SELECT count(*) FROM tale_member WHERE until > clock_timestamp() AND NOT struck_out";
        await UntilAsync(() => Task.FromResult(Scalar(AtWork)), nodes, "at work");
    }

    /// <summary>Waits until so many nodes are something, and not more.</summary>
    public static async Task UntilAsync(Func<Task<long>> count, int nodes, string what)
    {
        for (var watch = Stopwatch.StartNew(); await count() != nodes; await Task.Delay(50))
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"{await count()} nodes are {what}, not {nodes}.");
    }

    public void Dispose()
    {
        foreach (var (process, _) in _nodes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
    }

    private NpgsqlConnection Open(int database = 0)
    {
        var connection = new NpgsqlConnection(_databases[database] + ";Pooling=false");
        connection.Open();
        return connection;
    }

    private void Signal(int node, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _nodes[node].Process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
