using BenchmarkDotNet.Attributes;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Benchmarks.Micro;

/// <summary>A journal's batch on SQLite: events of as many transactions as given, in one commit.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks : IDisposable
{
    private static readonly byte[] Data = new byte[250];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-micro-");
    private IEventWriter? _writer;
    private long _next;

    /// <summary>How many transactions write together.</summary>
    [Params(1, 16, 256)]
    public int Writes { get; set; }

    /// <summary>Opens a store of its own.</summary>
    [GlobalSetup]
    public void Open()
    {
        var path = Path.Combine(_folder.FullName, $"{Writes}.db");
        var section = Akka.Configuration.ConfigurationFactory.ParseString($"path = \"{path}\"");
        _writer = new SqliteStore(SqliteSettings.Read(SqliteDefaults.Journal.Complete(section)), TimeProvider.System).OpenWriter();
    }

    /// <summary>The first event of new logs.</summary>
    [Benchmark]
    public void WriteBatch() => _writer!.Write(
        [.. Enumerable.Range(0, Writes).Select(_ => new EventWrite($"micro-{_next++}", [new StoredEvent(1, 7301, "started:1", Data, [], 0, null)], null))]);

    /// <inheritdoc />
    [GlobalCleanup]
    public void Dispose()
    {
        _writer?.Dispose();
        if (_folder.Exists)
            _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
