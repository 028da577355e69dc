using System.Collections.Concurrent;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>Transactions that outlive the node they were started on.</summary>
public sealed class NextLifeTests : IDisposable
{
    private readonly SqliteTestStore _store = new();
    private readonly ConcurrentQueue<string> _trace = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task F02_open_transactions_of_an_earlier_life_are_woken_at_start_and_run_again_with_the_same_keys()
    {
        await using (var first = Node.Start(_store, Definition(_gate)))
        {
            for (var i = 0; i < 20; i++)
                await first.StartAsync("t", i, $"t{i:00}");
            await SecondStepsAsync(20);
        }

        // Nobody asks for them here.
        await using var second = Node.Start(_store, Definition(Opened()));
        for (var i = 0; i < 20; i++)
            await second.ListedAsync($"t{i:00}", row => row.Status == TransactionStatus.Completed);

        Assert.Equal(new TransactionCompleted("t07", 9), await second.Client.WatchAsync("t07").WaitAsync(Node.Patience));
        // The step that had succeeded is not run again; the one that was open is, with its key.
        Assert.Single(_trace, line => line == "t07/one/execute");
        Assert.Equal(
            ["t07/one/execute", "t07/two/execute"], _trace.Where(line => line.StartsWith("t07", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public async Task F05_a_node_that_stops_in_the_middle_of_compensation_goes_on_in_the_same_order()
    {
        await using (var first = Node.Start(_store, Failing(_gate)))
        {
            await first.StartAsync("t", 1, "t1");
            await _gate.Reached;
        }
        var before = _trace.ToArray();

        await using var second = Node.Start(_store, Failing(Opened()));
        var row = await second.ListedAsync("t1", r => r.Status == TransactionStatus.Compensated);

        Assert.Equal(["undo three"], before);
        Assert.Equal(["undo three", "undo two", "undo one"], _trace);
        Assert.Contains("stop here", row.Failure);
        Assert.Equal(["three", "two", "one"], (await second.Client.GetAsync("t1").WaitAsync(Node.Patience))!.Compensations);
    }

    [Fact]
    public async Task F06_the_outcome_is_the_same_in_every_later_life()
    {
        await using (var first = Node.Start(_store, Failing(Opened())))
            Assert.Equal(TransactionStatus.Compensated, (await first.RunAsync(Failing(_gate), 1, "t1")).Status);

        await using var second = Node.Start(_store, Failing(_gate));
        var outcome = await second.RunAsync(Failing(_gate), 1, "t1");

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Contains("stop here", outcome.Failure!.Message);
        Assert.Equal(3, _trace.Count);
    }

    [Fact]
    public async Task F17_a_definition_that_is_gone_suspends_and_its_return_resumes()
    {
        await using (var first = Node.Start(_store, Definition(_gate)))
        {
            await first.StartAsync("t", 1, "t1");
            await _gate.Reached;
        }
        await using (var without = Node.Start(_store, Other()))
        {
            var row = await without.ListedAsync("t1", r => r.Status == TransactionStatus.Suspended);
            Assert.Contains("'t' v1 is not registered", row.Failure);
            var view = await without.Client.GetAsync("t1").WaitAsync(Node.Patience);
            Assert.Equal((TransactionStatus.Suspended, "t", 1), (view!.Status, view.Definition, view.Version));
            Assert.IsType<TransactionSuspended>(await without.Client.WatchAsync("t1").WaitAsync(Node.Patience));
        }

        await using var back = Node.Start(_store, Other(), Definition(Opened()));
        await back.ListedAsync("t1", row => row.Status == TransactionStatus.Completed);

        Assert.Equal(new TransactionCompleted("t1", 3), await back.Client.WatchAsync("t1").WaitAsync(Node.Patience));
    }

    [Fact]
    public async Task F17_a_definition_whose_shape_changed_under_its_version_suspends_until_the_old_shape_is_back()
    {
        await using (var first = Node.Start(_store, Definition(_gate)))
        {
            await first.StartAsync("t", 1, "t1");
            await _gate.Reached;
        }
        await using (var changed = Node.Start(_store, Transaction.Define<int>("t").Step("one", n => n).Step("new", n => n).Build()))
            Assert.Contains("has changed", (await changed.ListedAsync("t1", r => r.Status == TransactionStatus.Suspended)).Failure);

        await using var back = Node.Start(_store, Definition(Opened()));

        await back.ListedAsync("t1", row => row.Status == TransactionStatus.Completed);
    }

    [Theory]
    [InlineData("UPDATE tale_event SET manifest = 'from-the-future:9'", "does not know it")]
    [InlineData("UPDATE tale_event SET payload = x'FFFFFFFF'", "damaged")]
    public async Task F15_F18_an_event_that_this_version_cannot_read_suspends_that_transaction_only(string sql, string reason)
    {
        await using (var first = Node.Start(_store, Definition(_gate)))
        {
            await first.StartAsync("t", 1, "sick");
            await first.StartAsync("t", 1, "well");
            await SecondStepsAsync(2);
        }
        _store.Execute($"CREATE TABLE good AS SELECT * FROM tale_event; {sql} WHERE sequence_nr = 2 AND id = (SELECT id FROM tale_transaction WHERE transaction_id = 'sick')");

        await using (var second = Node.Start(_store, Definition(Opened())))
        {
            Assert.Contains(reason, (await second.ListedAsync("sick", row => row.Status == TransactionStatus.Suspended)).Failure);
            await second.ListedAsync("well", row => row.Status == TransactionStatus.Completed);
        }
        _store.Execute("INSERT OR REPLACE INTO tale_event SELECT * FROM good");
        await using var able = Node.Start(_store, Definition(Opened()));

        await able.ListedAsync("sick", row => row.Status == TransactionStatus.Completed);
    }

    [Fact]
    public async Task A_backoff_of_an_hour_is_not_forgotten_and_holds_no_memory()
    {
        var definition = Transaction.Define<int>("t").Step("one", (int n) => Tried(n), s => s.Retry(RetryPolicy.Exponential(3, TimeSpan.FromHours(1), TimeSpan.FromHours(2)))).Build();
        await using (var first = Node.Start(_store, definition))
        {
            await first.StartAsync("t", 1, "t1");
            await first.ListedAsync("t1", row => row.DueAt > DateTimeOffset.UtcNow.AddMinutes(50));
        }

        await using var second = Node.Start(_store, definition);
        var step = Assert.Single((await second.Client.GetAsync("t1").WaitAsync(Node.Patience))!.Steps);

        Assert.Equal((StepStatus.Retrying, 2), (step.Status, step.Attempts));
        Assert.InRange(step.NextAttemptAt!.Value, DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(61));
        Assert.Single(_trace);
    }

    public void Dispose() => _store.Dispose();

    private static Gate Opened()
    {
        var gate = new Gate();
        gate.Open();
        return gate;
    }

    private static TransactionDefinition<int, int> Other() => Transaction.Define<int>("other").Step("one", n => n).Build();

    /// <summary>Waits until so many second steps are at work: what is before them is stored.</summary>
    private Task SecondStepsAsync(int count) =>
        Node.UntilAsync(() => _trace.Count(line => line.EndsWith("/two/execute", StringComparison.Ordinal)) == count);

    private int Tried(int n)
    {
        _trace.Enqueue("tried");
        return n < 0 ? n : throw new InvalidOperationException("later");
    }

    /// <summary>Two steps, of which the second waits at the gate.</summary>
    private TransactionDefinition<int, int> Definition(Gate gate) => Transaction.Define<int>("t")
        .Step("one", (n, step) => { _trace.Enqueue(step.IdempotencyKey); return n + 1; })
        .Step("two", async (n, step) => { _trace.Enqueue(step.IdempotencyKey); await gate.PassAsync(); return n + 1; }).Build();

    /// <summary>Three steps that are undone; the undo of the second waits at the gate.</summary>
    private TransactionDefinition<int, int> Failing(Gate gate) => Transaction.Define<int>("t")
        .Step("one", n => n + 1).Undo(_ => _trace.Enqueue("undo one"))
        .Step("two", n => n + 1).Undo(async (int _) => { await gate.PassAsync(); _trace.Enqueue("undo two"); })
        .Step("three", n => n + 1).Undo(_ => _trace.Enqueue("undo three"))
        .Step("four", (int n) => n < 0 ? n : throw new InvalidOperationException("stop here")).Build();
}
