using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Runtime;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>The lease of a file that is not at its path any more is worth nothing: another node may own the one that is.</summary>
[Trait("failure", "F59")]
[Trait("failure", "F65")]
public sealed class SqliteLeaseGoneTests : IDisposable
{
    private const string Short = "tale.lease.duration = 1s";

    private readonly SqliteTestStore _store = new();
    private readonly Gate _gate = new();
    private readonly LeaseHealthCheck _health = new(TimeProvider.System);
    private int _begun;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task F59_a_node_whose_file_was_moved_away_owns_nothing_until_it_is_put_back()
    {
        await using var node = Node.Start(_store, Short, Definition());
        await node.StartAsync("t", 1, "t-1");
        await _gate.Reached;
        File.Move(_store.Path, _store.Path + ".elsewhere");

        await Eventually.IsAsync(() => HealthAsync(node), text => text.Contains("moved away or replaced", StringComparison.Ordinal));
        File.Move(_store.Path + ".elsewhere", _store.Path);
        _gate.Open();

        Assert.Equal(new TransactionCompleted("t-1", 2), await node.Client.WatchAsync("t-1").WaitAsync(Node.Patience));
        await Eventually.IsAsync(() => HealthAsync(node), text => text.Contains("may run", StringComparison.Ordinal));
        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task F59_a_node_whose_file_was_replaced_leaves_the_new_one_to_the_next_node()
    {
        await using var first = Node.Start(_store, Short, Definition());
        await first.StartAsync("t", 1, "t-1");
        await _gate.Reached;
        _store.BackUpTo(_store.Path + ".backup");
        File.Move(_store.Path + ".backup", _store.Path, overwrite: true);
        File.Delete(_store.Path + "-wal");
        File.Delete(_store.Path + "-shm");

        await Eventually.IsAsync(() => HealthAsync(first), text => text.Contains("moved away or replaced", StringComparison.Ordinal));
        _gate.Open();
        // The first one still lives; it had the lease when the backup was made.
        await using var second = Node.Start(_store, Short, Definition());

        Assert.Equal(new TransactionCompleted("t-1", 2), await second.Client.WatchAsync("t-1").WaitAsync(Node.Patience));
        Assert.Contains("moved away or replaced", await HealthAsync(first), StringComparison.Ordinal);
    }

    private async Task<string> HealthAsync(Node node)
    {
        var result = await _health.CheckHealthAsync(new AkkaHealthCheckContext(node.System));
        Assert.Equal(result.Status != HealthStatus.Healthy, result.Data.ContainsKey("action"));
        return result.Description!;
    }

    private TransactionDefinition<int, int> Definition() => Transaction.Define<int>("t")
        .Step("one", async (int n) =>
        {
            Interlocked.Increment(ref _begun);
            await _gate.PassAsync();
            return n + 1;
        })
        .Build();
}
