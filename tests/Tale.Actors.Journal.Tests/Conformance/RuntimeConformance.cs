using Akka.Actor;
using Akka.TestKit.Xunit2;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>Transactions on this journal, as nodes run them.</summary>
public abstract class RuntimeConformance(ITestStore store) : JournalTests(store)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    [SkippableFact]
    [Trait("invariant", "I3")]
    public async Task Log_index_and_client_agree_on_the_end()
    {
        var client = Start(Sys).Client;
        _release.SetResult();

        var completed = await client.RunAsync(Definition(), 1, new StartOptions { TransactionId = "good" }).WaitAsync(_patience);
        var compensated = await client.RunAsync(Definition(), -1, new StartOptions { TransactionId = "bad" }).WaitAsync(_patience);

        Assert.Equal((TransactionStatus.Completed, 3), (completed.Status, completed.Result));
        Assert.Equal(TransactionStatus.Compensated, compensated.Status);
        var rows = (await Index.QueryAsync(new())).Transactions.ToDictionary(row => row.TransactionId, row => (row.Status, row.DueAt));
        Assert.Equal((TransactionStatus.Completed, null), rows["good"]);
        Assert.Equal((TransactionStatus.Compensated, null), rows["bad"]);
        Assert.IsType<Event.TransactionCompleted>(Replay("tale-good").Payloads.Last());
        Assert.IsType<Event.TransactionCompensated>(Replay("tale-bad").Payloads.Last());
    }

    [SkippableFact]
    [Trait("invariant", "I14")]
    public async Task One_that_is_undone_after_its_end_is_open_in_the_index_until_it_ends_again()
    {
        var held = Transaction.Define<int>("held").Step("one", n => n + 1).Undo((int _) => _release.Task).Build();
        var tale = Start(Sys, held);
        await tale.Client.RunAsync(held, 1, new StartOptions { TransactionId = "t" }).WaitAsync(_patience);
        await AwaitAssertAsync(async () => Assert.NotNull(Assert.Single((await Index.QueryAsync(new())).Transactions).EndedAt), _patience);

        await tale.Client.CompensateAsync("t", "returned").WaitAsync(_patience);

        await AwaitAssertAsync(async () =>
        {
            var open = Assert.Single((await Index.QueryAsync(new())).Transactions);
            Assert.Equal((TransactionStatus.Compensating, null, true), (open.Status, open.EndedAt, open.DueAt is not null));
        }, _patience);
        Assert.Single(await Index.DueAsync(DateTimeOffset.UtcNow, null, 10));
        _release.SetResult();
        await AwaitAssertAsync(async () =>
        {
            var ended = Assert.Single((await Index.QueryAsync(new())).Transactions);
            Assert.Equal((TransactionStatus.Compensated, true, null), (ended.Status, ended.EndedAt is not null, ended.DueAt));
        }, _patience);
    }

    [SkippableFact]
    [Trait("failure", "F04")]
    public async Task What_one_node_left_open_the_next_one_finishes_unasked()
    {
        var first = ActorSystem.Create("first", NodeConfig());
        await Start(first).Client.StartAsync("count", 1, new StartOptions { TransactionId = "t" }).WaitAsync(_patience);
        await AwaitConditionAsync(() => Task.FromResult(Volatile.Read(ref _started) == 1), _patience);
        await first.Terminate();

        _release.SetResult();
        Start(Sys);

        await AwaitAssertAsync(async () => Assert.Equal(TransactionStatus.Completed, Assert.Single((await Index.QueryAsync(new())).Transactions).Status), _patience);
        Assert.Single(Replay("tale-t").Payloads, stored => stored is Event.TransactionCompleted);
    }

    [SkippableFact]
    [Trait("failure", "F04")]
    public async Task Who_reads_or_follows_gets_every_event_once_and_in_order_across_a_restart()
    {
        var first = ActorSystem.Create("first", NodeConfig());
        var before = Start(first).Client;
        await before.StartAsync("count", 1, new StartOptions { TransactionId = "t" }).WaitAsync(_patience);
        List<HistoryEntry> seen = [];
        var following = FollowAsync(before, seen);
        await AwaitConditionAsync(() => Task.FromResult(Volatile.Read(ref _started) == 1 && seen.Count == 2), _patience);
        await first.Terminate();
        Assert.Equal(
            RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => following.WaitAsync(_patience))).Reason);

        var after = Start(Sys).Client;
        following = FollowAsync(after, seen);
        _release.SetResult();
        await following.WaitAsync(_patience);

        Assert.Equal(Replay("tale-t").SequenceNrs, seen.Select(entry => entry.Revision));
        Assert.Contains(seen, entry => entry is { Kind: HistoryKind.TakenOver, Epoch: 2, Node: not null });
        List<HistoryEntry> read = [];
        for (TransactionHistory? page = null; page is not { HasMore: false }; read.AddRange(page.Entries))
            page = (await after.GetHistoryAsync("t", new HistoryQuery { After = read.Count, Limit = 2 }).WaitAsync(_patience))!;
        Assert.Equal(seen.Select(entry => (entry.Revision, entry.Kind, entry.At)), read.Select(entry => (entry.Revision, entry.Kind, entry.At)));
        Assert.Equal(HistoryKind.Completed, read[^1].Kind);
    }

    [SkippableFact]
    [Trait("failure", "F30")]
    [Trait("invariant", "I10")]
    public async Task Two_nodes_that_both_own_a_transaction_end_it_once()
    {
        // As in a cluster whose members do not see each other.
        var other = ActorSystem.Create("other", NodeConfig("tale.lease.enabled = off"));
        try
        {
            var here = Start(Sys).Client;
            await here.StartAsync("count", 1, new StartOptions { TransactionId = "t" }).WaitAsync(_patience);
            await AwaitConditionAsync(() => Task.FromResult(Volatile.Read(ref _started) == 1), _patience);
            // Only now: its watchdog would take it over at any moment before, and one node alone would then begin the step.
            var there = Start(other).Client;
            TaleExtension.For(other).Region.Tell(new WakeTransaction("t"));
            await AwaitConditionAsync(() => Task.FromResult(Volatile.Read(ref _started) == 2), _patience);

            _release.SetResult();

            var outcomes = await Task.WhenAll(here.WatchAsync("t"), there.WatchAsync("t")).WaitAsync(_patience);
            Assert.All(outcomes, outcome => Assert.Equal(TransactionStatus.Completed, outcome!.Status));
            var log = Replay("tale-t");
            Assert.Equal(Enumerable.Range(1, log.Events.Count).Select(i => (long)i), log.SequenceNrs);
            Assert.Single(log.Payloads, stored => stored is Event.TransactionCompleted);
            Assert.IsType<Event.TransactionCompleted>(log.Payloads.Last());
            Assert.NotEmpty(log.Payloads.OfType<Event.CoordinatorRecovered>());
        }
        finally
        {
            _release.TrySetResult();
            await other.Terminate();
        }
    }

    private static async Task FollowAsync(ITaleClient client, List<HistoryEntry> seen)
    {
        await foreach (var entry in client.FollowAsync("t", seen.Count))
            seen.Add(entry);
    }

    private Akka.Configuration.Config NodeConfig(string hocon = "") =>
        SystemConfig(Store, $"tale.steps.stop-grace = 10ms \n {hocon}").WithFallback(TaleExtension.DefaultConfiguration());

    private TaleExtension Start(ActorSystem system, TransactionDefinition? definition = null)
    {
        system.Settings.InjectTopLevelFallback(TaleExtension.DefaultConfiguration());
        var tale = TaleExtension.For(system);
        tale.Start(new TaleOptions().AddTransaction(definition ?? Definition()));
        return tale;
    }

    private TransactionDefinition<int, int> Definition() => Transaction.Define<int>("count", version: 1)
        .Step("begin", (int number) => number + 1)
        .Step("wait", async (int number) =>
        {
            Interlocked.Increment(ref _started);
            await _release.Task;
            return number > 0 ? number + 1 : throw new InvalidOperationException("no more");
        })
        .Build();
}
