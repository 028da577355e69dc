using System.Diagnostics;
using Akka.Configuration;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>A host in a process of its own, on a journal that is gone afterwards: what it uses is used on the client's behalf, as by a database server.</summary>
internal sealed class MeasuredHost : JournalChoice
{
    private const string Listening = "listening on ";

    private readonly PostgresJournalChoice? _postgres;
    private readonly DirectoryInfo _data;
    private readonly Process _process;

    private MeasuredHost(PostgresJournalChoice? postgres, DirectoryInfo data, Process process) => (_postgres, _data, _process) = (postgres, data, process);

    public Uri Address { get; private set; } = null!;

    public override Config Configuration => throw new NotSupportedException("The journal is the host's.");

    public override TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime + (_postgres?.ProcessorTime ?? TimeSpan.Zero);
        }
    }

    /// <param name="journal">sqlite or postgres.</param>
    public static async Task<MeasuredHost> StartAsync(string journal)
    {
        var postgres = journal switch
        {
            "sqlite" => null,
            "postgres" => new PostgresJournalChoice(null),
            _ => throw new ArgumentException($"The host has no journal '{journal}'; choose sqlite or postgres."),
        };
        var folder = AppContext.BaseDirectory.Replace(Path.Combine("tests", "Tale.Actors.Benchmarks"), Path.Combine("src", "Tale.Actors.Host"), StringComparison.Ordinal);
        var data = Directory.CreateTempSubdirectory("tale-benchmark-");
        var command = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Tale.Actors.Host.dll"), "--data", data.FullName, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        command.Environment["TALE_POSTGRES"] = postgres?.Location;
        var host = new MeasuredHost(postgres, data, Process.Start(command)!);
        while (await host._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                host.Address = new Uri(line[Listening.Length..].Split(',', ' ')[0]);
                _ = host._process.StandardOutput.ReadToEndAsync();   // or it would wait for somebody who reads
                return host;
            }
        }
        await host.DisposeAsync();
        throw new InvalidOperationException("The host ended before it listened; it says why above.");
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
