using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Tale.Actors.Host.Runtime;

namespace Tale.Actors.Host.Demo;

/// <summary>A node in a process of its own, on a port that the system chooses, so that it can be stopped and killed.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TextWriter? _log;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, TextWriter? log)
    {
        _process = process;
        _log = log;
    }

    public int Id => _process.Id;

    public Uri Address => _listening.Task.Result;

    /// <summary>The text that the node has written to standard error so far.</summary>
    public string Errors { get { lock (_errors) return _errors.ToString(); } }

    /// <summary>Starts a node and waits until it listens.</summary>
    /// <param name="dataDirectory">The directory of everything that the node keeps.</param>
    /// <param name="options">More options of the command line.</param>
    /// <param name="postgres">The database of its journal; null: a SQLite file.</param>
    /// <param name="log">Gets what the node writes to standard error, line by line.</param>
    /// <param name="cancellationToken">Ends the wait, and the node.</param>
    /// <exception cref="InvalidOperationException">
    /// The node ended before it listened, or took too long; the message holds what it wrote to standard error.
    /// </exception>
    public static async Task<NodeProcess> StartAsync(
        string dataDirectory, string[]? options = null, PostgresConnections? postgres = null, TextWriter? log = null,
        CancellationToken cancellationToken = default)
    {
        var command = Command(["--data", dataDirectory, "--urls", "http://127.0.0.1:0", .. options ?? []]);
        command.Environment[PostgresConnections.Variable] = postgres is null ? null : string.Join('\n', postgres.Secrets);
        var node = new NodeProcess(new Process { StartInfo = command }, log);
        try
        {
            node.Start();
            await node._listening.Task.WaitAsync(StartLimit, cancellationToken);
            return node;
        }
        catch (Exception error)
        {
            await node.DisposeAsync();
            if (error is TimeoutException)
                throw new InvalidOperationException($"The node did not listen within {StartLimit.TotalSeconds} s. {node.Errors}", error);
            throw;
        }
    }

    /// <summary>The command that runs this very program.</summary>
    public static ProcessStartInfo Command(params string[] arguments)
    {
        var assembly = typeof(NodeProcess).Assembly;
        var program = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == assembly.GetName().Name
            ? new ProcessStartInfo(path)
            : new ProcessStartInfo("dotnet", ["exec", assembly.Location]);
        foreach (var argument in arguments)
            program.ArgumentList.Add(argument);
        program.RedirectStandardOutput = true;
        program.RedirectStandardError = true;
        return program;
    }

    /// <summary>Ends the node by SIGKILL: no clean-up, no last words.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the node by SIGTERM: it stops in its own time.</summary>
    /// <returns>The node's exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString()]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(StopLimit);
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            // The process was never started; or it is killed, and the system takes its time.
        }
        _process.Dispose();
    }

    private void Start()
    {
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnError(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void OnOutput(string? line)
    {
        if (line is null)
            _listening.TrySetException(new InvalidOperationException($"The node ended before it listened. {Errors}"));
        else if (ListeningLine().Match(line) is { Success: true } match)
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private void OnError(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
            _errors.AppendLine(line);
        _log?.WriteLine(line);
    }

    [GeneratedRegex(@"^listening on (http://[^\s,]+)")]
    private static partial Regex ListeningLine();
}
