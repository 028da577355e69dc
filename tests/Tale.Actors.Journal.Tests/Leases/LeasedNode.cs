using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>A node in a process of its own (see <see cref="LeasedNodeProgram"/>), which can be paused and killed.</summary>
internal sealed class LeasedNode : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <param name="name">As the ledger names it.</param>
    /// <param name="folder">Of the ledger, and of the databases that are files.</param>
    /// <param name="stores">Journal and index.</param>
    /// <param name="server">The connection string of PostgreSQL.</param>
    /// <param name="duration">Of the lease.</param>
    public LeasedNode(string name, string folder, LeasedStores stores, string server, string duration)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", typeof(LeasedNode).Assembly.Location, LeasedNodeProgram.Verb, name, folder, $"{stores}", server, duration])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => string.Join(Environment.NewLine, _lines);

    /// <summary>The first line that begins like this, once there is one.</summary>
    public async Task<string> SaysAsync(string beginning)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            var ended = _process.HasExited;
            if (ended)
                await _process.WaitForExitAsync().WaitAsync(_patience); // with all it said: its last lines can come after its end
            if (_lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } line)
                return line;
            Assert.False(ended, $"It ended without saying '{beginning}': {Output}");
            Assert.True(watch.Elapsed < _patience, $"It never said '{beginning}': {Output}");
        }
    }

    public void Tell(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(_patience);
    }

    /// <summary>Stops it in order.</summary>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(_patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}
