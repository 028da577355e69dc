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
    private readonly string _connectionString;

    public Fleet(string connectionString)
    {
        _connectionString = connectionString;
        Execute(StepLedger.Table);
    }

    public int SeedPort => _nodes[0].Port;

    /// <param name="settings">A file of HOCON that wins over the others; null: none.</param>
    /// <returns>The number of the node.</returns>
    public int Start(string? settings = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        var options = new NodeOptions($"node-{_nodes.Count}", "127.0.0.1", port, $"127.0.0.1:{(_nodes.Count == 0 ? port : SeedPort)}", _connectionString);
        string[] arguments = [typeof(Fleet).Assembly.Location, .. options.Arguments];
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

    public bool HasEnded(int node) => _nodes[node].Process.HasExited;

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public long Scalar(string sql)
    {
        using var connection = Open();
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the query says so many, or more.</summary>
    public async Task ReachesAsync(long count, string sql)
    {
        for (var watch = Stopwatch.StartNew(); Scalar(sql) < count; await Task.Delay(50))
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"{Scalar(sql)} of {count}: {sql}");
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

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
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
