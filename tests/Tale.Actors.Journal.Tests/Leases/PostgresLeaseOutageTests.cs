using System.Collections.Concurrent;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Runtime;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>A real server that is gone for longer than the lease lasts.</summary>
public sealed class PostgresLeaseOutageTests : IDisposable
{
    // A busy machine is no database that hangs: a write whose outcome is unknown would have its step repeated, and rightly.
    private const string Short =
        "tale.lease.duration = 1s \n tale.client.ask-timeout = 5s \n akka.persistence.journal.tale-postgres { hang-timeout = 10s, circuit-breaker.call-timeout = 20s, max-probe-delay = 200ms }";

    private readonly PostgresServer _server = new();
    private readonly PostgresTestStore _store;
    private readonly ConcurrentQueue<string> _trace = new();
    private readonly Gate _gate = new();

    public PostgresLeaseOutageTests() => _store = new PostgresTestStore(_server);

    public void Dispose() => _server.Dispose();

    [SkippableTheory]
    [Trait("failure", "F59")]
    [Trait("failure", "F19")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F59_a_node_whose_database_was_gone_for_longer_than_its_lease_goes_on_where_it_was(bool hangs)
    {
        await using var node = Node.Start(_store, Short, Definition());
        // So short a lease may run out for a moment on a busy machine.
        await Eventually.IsAsync(() => RejectionAsync(node, "t-1"), text => text is null);
        await _gate.Reached;
        if (hangs)
            _server.Pause();
        else
            _server.Stop();

        await Eventually.IsAsync(
            () => RejectionAsync(node), text => text?.Contains("its lease cannot be renewed", StringComparison.Ordinal) == true);
        // Its result waits in memory until the lease is held again.
        _gate.Open();
        if (hangs)
            _server.Resume();
        else
            _server.Start();

        Assert.Equal(new TransactionCompleted("t-1", 3), await node.Client.WatchAsync("t-1").WaitAsync(Node.Patience));
        await Eventually.IsAsync(() => RejectionAsync(node), text => text is null);
        Assert.Equal("t-1/two/execute", Assert.Single(_trace, key => key.StartsWith("t-1/two", StringComparison.Ordinal)));
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_a_node_that_starts_before_its_database_owns_it_once_it_is_there()
    {
        _gate.Open();
        _server.Stop();
        await using var node = Node.Start(_store, Short, Definition());
        await Eventually.IsAsync(() => RejectionAsync(node), text => text?.Contains("cannot be taken", StringComparison.Ordinal) == true);
        _server.Start();

        await Eventually.IsAsync(() => RejectionAsync(node, "t-2"), text => text is null);
        Assert.Equal(new TransactionCompleted("t-2", 3), await node.Client.WatchAsync("t-2").WaitAsync(Node.Patience));
    }

    /// <summary>Null: it was accepted.</summary>
    private static async Task<string?> RejectionAsync(Node node, string? id = null)
    {
        try
        {
            await node.StartAsync("t", 1, id ?? Guid.NewGuid().ToString("N"));
            return null;
        }
        catch (TimeoutException)
        {
            return "no answer: it was on its way to the database";
        }
        catch (TransactionRejectedException rejected)
        {
            return rejected.Message;
        }
    }

    private TransactionDefinition<int, int> Definition() => Transaction.Define<int>("t")
        .Step("one", async (int n, StepContext step) =>
        {
            _trace.Enqueue(step.IdempotencyKey);
            await _gate.PassAsync();
            return n + 1;
        })
        .Step("two", (int n, StepContext step) =>
        {
            _trace.Enqueue(step.IdempotencyKey);
            return Task.FromResult(n + 1);
        })
        .Build();
}
