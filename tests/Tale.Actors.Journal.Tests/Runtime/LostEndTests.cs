using System.Collections.Concurrent;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>A database that jumps back in time under a node that runs on.</summary>
[Trait("failure", "F62")]
public abstract class LostEndTests : IDisposable
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new();
    private readonly ConcurrentQueue<string> _trace = new();

    private protected abstract ITestStore Store { get; }

    /// <summary>What is stored from here on will be lost.</summary>
    protected abstract Task KeepAsync();

    protected abstract Task GoBackAsync();

    public virtual void Dispose()
    {
        Store.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task A_node_goes_on_where_its_logs_end_now_and_writes_nothing_past_that()
    {
        var definition = Definition();
        foreach (var key in new[] { "old/two/execute", "old/three/execute", "done/two/execute", "young/two/execute" })
            _gates[key] = new Gate();
        await using var node = Node.Start(Store, $"{Store.PluginId} {{ probe-delay = 10ms, max-probe-delay = 50ms }}", definition);
        await node.StartAsync("t", 1, "old");
        await node.StartAsync("t", 1, "done");
        await Task.WhenAll(_gates["old/two/execute"].Reached, _gates["done/two/execute"].Reached);
        await KeepAsync();
        _gates["old/two/execute"].Open();
        await _gates["old/three/execute"].Reached;
        _gates["done/two/execute"].Open();
        await node.ListedAsync("done", row => row.Status == TransactionStatus.Completed);
        var young = node.RunAsync(definition, 1, "young");
        await _gates["young/two/execute"].Reached;

        await GoBackAsync();
        await Eventually.IsAsync(async () => await Record.ExceptionAsync(() => node.RunAsync(definition, 1)), failure => failure is null);
        foreach (var gate in _gates.Values)
            gate.Open();

        // It was started after what was kept, and is gone: whoever waits for it is told.
        var lost = await Assert.ThrowsAsync<InvalidOperationException>(() => young);
        Assert.Contains("its database has lost it", lost.Message, StringComparison.Ordinal);
        Assert.Null(await node.Client.GetAsync("young").WaitAsync(Node.Patience));
        Assert.Equal(4, (await node.RunAsync(definition, 1, "young")).Result);
        // Ended, as it was told; in the database it is open, and ends again.
        await node.ListedAsync("done", row => row.Status == TransactionStatus.Completed);
        await node.ListedAsync("old", row => row.Status == TransactionStatus.Completed);
        Assert.Equal(
            ["old/one/execute", "old/two/execute", "old/three/execute", "old/two/execute", "old/three/execute"],
            _trace.Where(key => key.StartsWith("old", StringComparison.Ordinal)));
        foreach (var id in new[] { "old", "done", "young" })
            AssertWhole(id);
    }

    private void AssertWhole(string id)
    {
        using var reader = Store.Open().OpenReader();
        var log = new ReplayRead(TransactionIds.PersistenceIdOf(id), 1, long.MaxValue, 100);
        reader.Replay([log], long.MaxValue);
        Assert.Equal(Enumerable.Range(1, log.Events.Count).Select(i => (long)i), log.Events.Select(stored => stored.SequenceNr));
        Assert.StartsWith("started", log.Events[0].Manifest, StringComparison.Ordinal);
        Assert.StartsWith("completed", log.Events[^1].Manifest, StringComparison.Ordinal);
        Assert.Single(log.Events, stored => stored.Manifest == log.Events[^1].Manifest);
    }

    private TransactionDefinition<int, int> Definition() =>
        Transaction.Define<int>("t").Step("one", RunAsync).Step("two", RunAsync).Step("three", RunAsync).Build();

    private async Task<int> RunAsync(int number, StepContext step)
    {
        _trace.Enqueue(step.IdempotencyKey);
        if (_gates.TryGetValue(step.IdempotencyKey, out var gate))
            await gate.PassAsync();
        return number + 1;
    }
}

public sealed class OlderFileRestoredTests : LostEndTests
{
    private readonly SqliteTestStore _store = new();
    private readonly string _copy = Path.GetTempFileName();

    private protected override ITestStore Store => _store;

    protected override Task KeepAsync()
    {
        Copy(_store.Path, _copy);
        return Task.CompletedTask;
    }

    protected override Task GoBackAsync() => Eventually.IsAsync(
        () => Task.FromResult(Record.Exception(() => Copy(_copy, _store.Path))), failure => failure is null);

    public override void Dispose()
    {
        base.Dispose();
        File.Delete(_copy);
    }

    private static void Copy(string from, string to)
    {
        using var source = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={from};Pooling=False");
        using var target = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={to};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }
}

public sealed class OlderDumpRestoredTests : LostEndTests
{
    private readonly PostgresTestStore _store = new();
    private readonly string _dump = Path.GetTempFileName();

    private protected override ITestStore Store => _store;

    protected override Task KeepAsync() => PostgresServer.RunAsync(
        "pg_dump", "-h", PostgresServer.Shared.Folder, "-U", "tale", "-n", _store.Schema, "--clean", "--if-exists", "-f", _dump, "postgres");

    // The restore and the node wait for each other's locks, and PostgreSQL may end the restore for it.
    protected override Task GoBackAsync() => Eventually.IsAsync(
        () => Record.ExceptionAsync(() => PostgresServer.RunAsync(
            "psql", "-h", PostgresServer.Shared.Folder, "-U", "tale", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", _dump, "postgres")),
        failure => failure is null);

    public override void Dispose()
    {
        base.Dispose();
        File.Delete(_dump);
    }
}

public sealed class LaggingStandbyPromotedTests : LostEndTests
{
    private readonly PostgresServer _server;
    private readonly PostgresTestStore _store;

    public LaggingStandbyPromotedTests()
    {
        _server = new PostgresServer();
        _store = new PostgresTestStore(_server);
    }

    private protected override ITestStore Store => _store;

    protected override Task KeepAsync()
    {
        _server.Follow();
        _server.CutOff();
        return Task.CompletedTask;
    }

    protected override Task GoBackAsync()
    {
        _server.FailOver();
        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        base.Dispose();
        _server.Dispose();
    }
}
