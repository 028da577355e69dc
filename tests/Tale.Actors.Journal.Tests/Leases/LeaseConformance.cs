using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Tests.Runtime;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>F59 and F50: a node that loses its database to another one, or may have, on each store.</summary>
public abstract class LeaseConformance(ITestStore store) : IDisposable
{
    private const string Short = "tale.lease.duration = 1s \n akka.loglevel = WARNING";
    private const string Patient = "tale.lease.duration = 5s \n akka.loglevel = WARNING";

    private readonly ConcurrentQueue<string> _trace = new();
    private readonly Gate _gate = new();
    private readonly LeaseHealthCheck _health = new(TimeProvider.System);

    private IEnumerable<string> OfTheFirst => _trace.Where(key => key.StartsWith("t-1/", StringComparison.Ordinal));

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_a_second_node_is_refused_while_the_first_lives_and_starts_once_it_has_stopped()
    {
        // One that has run out on a busy machine is not given back.
        var first = Node.Start(store, Patient, Definition());
        var refused = Assert.Throws<DatabaseInUseException>(() => Node.Start(store, Short, Definition()));
        Assert.Contains($"(process {Environment.ProcessId} on {Environment.MachineName})", refused.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        Assert.Equal("", store.Scalar("SELECT coalesce(max(name || ', ' || renewals), '') FROM tale_lease"));

        // It would wait an hour for a lease that was not given back.
        await using var second = Node.Start(store, "tale.lease.duration = 1h", Definition());
        _gate.Open();
        Assert.Equal(3, (await second.RunAsync(Definition(), 1, "t-1")).Result);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_without_the_lease_nothing_is_checked()
    {
        await using var first = Node.Start(store, Short, Definition());
        await using var second = Node.Start(store, "tale.lease.enabled = off", Definition());

        _gate.Open();
        Assert.Equal(3, (await second.RunAsync(Definition(), 1, "t-1")).Result);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    [Trait("failure", "F50")]
    public async Task F50_a_node_whose_lease_was_taken_issues_nothing_refuses_starts_says_so_once_and_goes_on_when_it_is_free()
    {
        await using var node = Node.Start(store, Patient, Definition());
        var warnings = WarningsOf(node.System);
        await node.StartAsync("t", 1, "t-1");
        await _gate.Reached;
        store.Execute("UPDATE tale_lease SET owner = 'thief', name = 'a thief', renewals = 0");
        var stopSigns = new CancellationTokenSource();
        var signs = SignsOfLifeAsync(stopSigns.Token);

        // That it has been taken over is the reason for a second at most.
        await Eventually.IsAsync(() => RejectionAsync(node), text => text?.Contains("a thief", StringComparison.Ordinal) == true);
        _gate.Open();
        // Questions are answered, and starts that are known are no new ones.
        for (var i = 0; i < 20; i++)
            Assert.Equal(TransactionStatus.Running, (await node.Client.GetAsync("t-1").WaitAsync(Node.Patience))!.Status);
        await Eventually.IsAsync(() => RejectionAsync(node), text => text?.Contains("a thief owns it since", StringComparison.Ordinal) == true);
        Assert.Equal(["t-1/one/execute"], OfTheFirst);
        Assert.Equal(
            "1", store.Scalar("SELECT count(*) FROM tale_event WHERE id = (SELECT id FROM tale_persistence_id WHERE persistence_id = 'tale-t-1')"));
        Assert.Contains("a thief has taken it over", Assert.Single(warnings, text => text.Contains("does not own", StringComparison.Ordinal)), StringComparison.Ordinal);

        await stopSigns.CancelAsync();
        await signs;
        store.Execute("DELETE FROM tale_lease");
        Assert.Equal(new TransactionCompleted("t-1", 3), await node.Client.WatchAsync("t-1").WaitAsync(Node.Patience));
        await Eventually.IsAsync(() => RejectionAsync(node), text => text is null);
        Assert.Equal(["t-1/one/execute", "t-1/one/execute", "t-1/two/execute"], OfTheFirst);
        stopSigns.Dispose();
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task F59_a_node_that_stands_by_is_not_ready()
    {
        await using var node = Node.Start(store, Patient, Definition());
        await Eventually.IsAsync(() => HealthAsync(node), health => health.Status == HealthStatus.Healthy);
        store.Execute("UPDATE tale_lease SET owner = 'thief', name = 'a thief', renewals = 0");
        var stopSigns = new CancellationTokenSource();
        var signs = SignsOfLifeAsync(stopSigns.Token);

        var health = await Eventually.IsAsync(
            () => HealthAsync(node), health => health.Description!.Contains("a thief owns it", StringComparison.Ordinal));
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("a node that is ready", (string)health.Data["action"], StringComparison.Ordinal);

        await stopSigns.CancelAsync();
        await signs;
        store.Execute("DELETE FROM tale_lease");
        await Eventually.IsAsync(() => HealthAsync(node), again => again.Status == HealthStatus.Healthy);
        stopSigns.Dispose();
    }

    private Task<HealthCheckResult> HealthAsync(Node node) => _health.CheckHealthAsync(new AkkaHealthCheckContext(node.System));

    private static ConcurrentQueue<string> WarningsOf(ActorSystem system)
    {
        var warnings = new ConcurrentQueue<string>();
        system.EventStream.Subscribe(
            system.ActorOf(Props.Create(() => new Listener(warnings))), typeof(Warning));
        return warnings;
    }

    /// <summary>Null: it was accepted.</summary>
    private static async Task<string?> RejectionAsync(Node node)
    {
        try
        {
            await node.StartAsync("t", 1, Guid.NewGuid().ToString("N"));
            return null;
        }
        catch (TransactionRejectedException rejected)
        {
            return rejected.Message;
        }
    }

    /// <summary>On a thread of its own: without them for as long as the lease lasts, the thief would be taken for dead, and rightly.</summary>
    private Task SignsOfLifeAsync(CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            do
                store.Execute("UPDATE tale_lease SET renewals = renewals + 1");
            while (!stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100)));
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

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

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<string> warnings) => Receive<Warning>(warning => warnings.Enqueue($"{warning.Message}"));
    }
}

public sealed class SqliteLeaseConformance() : LeaseConformance(new SqliteTestStore());

public sealed class PostgresLeaseConformance() : LeaseConformance(new PostgresTestStore());
