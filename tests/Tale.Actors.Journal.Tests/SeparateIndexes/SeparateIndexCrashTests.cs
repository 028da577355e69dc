using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Core;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.SeparateIndexes;

/// <summary>
/// Two stores, two commits: whatever fails or dies between them, nothing that has a log is lost and no row lies for ever.
/// </summary>
public sealed class SeparateIndexCrashTests : IDisposable
{
    private const string NoWatchdog = "tale.watchdog.interval = 1h";
    private const string QuickWatchdog = "tale.watchdog.interval = 50ms";
    private const string QuickForget = QuickWatchdog + "\n tale.index.keep-unstarted = 1ms";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-separate-index-");
    private readonly TransactionDefinition<int, int> _plain = Transaction.Define<int>("plain").Step("one", n => n + 1).Build();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_start_whose_row_cannot_be_stored_is_refused_and_nothing_is_written()
    {
        // Asked once: that the journal is not available says of a copy that nothing is known, and another one may be stored.
        await using var node = await WarmAsync(NoWatchdog + "\n tale.client.rewatch-interval = 1h");
        node.Faults.FailAt(1, Fault.Refused);

        var refused = await Assert.ThrowsAsync<TransactionRejectedException>(
            () => node.Client.StartAsync("plain", 0, SeparateIndexNode.As("t-1")));

        Assert.Equal(RejectionReason.JournalUnavailable, refused.Rejection.Reason);
        Assert.Null(await node.Client.GetAsync("t-1"));
        Assert.Null(await node.RowAsync("t-1"));
        Assert.Equal(1, (await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("t-1"))).Result);
    }

    [Fact]
    public async Task A_row_whose_first_event_never_came_goes_after_a_restart_and_its_id_is_free()
    {
        await LeaveARowWithoutALogAsync();
        await using var node = Node(QuickForget, _plain);

        await node.RowWhenAsync("t-1", row => row is null);

        Assert.Equal(1, (await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("t-1"))).Result);
        await node.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);
    }

    [Fact]
    public async Task A_young_row_is_not_deleted_and_the_next_start_of_its_id_takes_it_over()
    {
        var left = await LeaveARowWithoutALogAsync();
        await using var node = Node(NoWatchdog, _plain);

        node.Region.Tell(new WakeTransaction("t-1"));
        Assert.Null(await node.Client.GetAsync("t-1"));
        // A deletion would be queued by now, and done before the second write of another transaction.
        await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("t-2"));
        await node.RowWhenAsync("t-2", row => row!.Status == TransactionStatus.Completed);

        Assert.Equal(left, await node.RowAsync("t-1"));
        await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("t-1"));
        var row = await node.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);
        Assert.True(row!.StartedAt > left.StartedAt);
    }

    [Fact]
    public async Task An_end_that_never_reached_the_index_is_restored_after_a_restart()
    {
        await using (var node = await WarmAsync(NoWatchdog))
        {
            node.Faults.FailAt(2, Fault.Refused);
            await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("t-1"));
            await Eventually.IsAsync(() => Task.FromResult(node.Faults.HasFailed), failed => failed);
            Assert.Equal(TransactionStatus.Running, (await node.RowAsync("t-1"))!.Status);
        }
        await using var next = Node(QuickWatchdog, _plain);

        var row = await next.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);

        Assert.Equal((true, null), (row!.EndedAt is not null, row.DueAt));
    }

    [Fact]
    public async Task An_end_that_never_reached_the_index_is_restored_while_the_node_runs()
    {
        await using var node = await WarmAsync(QuickWatchdog);
        // The watchdog may still be at work on the one before.
        node.Faults.FailAt(2, Fault.Refused, "t-1");

        await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("t-1"));

        await Eventually.IsAsync(() => Task.FromResult(node.Faults.HasFailed), failed => failed);
        await node.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);
    }

    [Fact]
    public async Task Open_transactions_go_on_after_a_restart()
    {
        var gate = new TaskCompletionSource();
        var keys = new List<string>();
        await using (var node = Node(NoWatchdog, Waiting(gate.Task, keys)))
        {
            await node.Client.StartAsync("waiting", 5, SeparateIndexNode.As("t-1"));
            await Eventually.IsAsync(() => Task.FromResult(keys.Count), count => count == 1);
        }
        await using var next = Node(QuickWatchdog, Waiting(Task.CompletedTask, keys));

        await next.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);

        Assert.Equal(["t-1/one/execute", "t-1/one/execute"], keys);
        gate.SetResult();
    }

    [Fact]
    public async Task An_index_that_hangs_holds_up_starts_and_no_transaction_under_way()
    {
        var gate = new TaskCompletionSource();
        var definition = Waiting(gate.Task, []);
        await using var node = await WarmAsync(NoWatchdog, definition);
        var running = node.Client.RunAsync(definition, 0, SeparateIndexNode.As("t-1"));
        await node.RowWhenAsync("t-1", row => row is not null);
        node.Faults.Hang();
        try
        {
            gate.SetResult();
            Assert.Equal(1, (await running.WaitAsync(Eventually.Patience)).Result);
            Assert.Equal(TransactionStatus.Running, (await node.RowAsync("t-1"))!.Status);
        }
        finally
        {
            node.Faults.Release();
        }
        await node.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);
    }

    [Fact]
    public async Task I17_a_branch_that_waits_for_hours_does_not_put_off_one_that_runs()
    {
        var fail = new TaskCompletionSource();
        var definition = OneWaitsAndOneFails(fail.Task, Task.CompletedTask);
        await using var node = await WarmAsync(NoWatchdog, definition);
        await node.Client.StartAsync("branches", 0, SeparateIndexNode.As("t-1"));
        await Eventually.IsAsync(
            async () => (await node.Client.GetAsync("t-1"))!.Steps, steps => steps.Any(step => step.Status == StepStatus.Retrying));

        // A node that dies now has to be followed at once by one that runs the other branch.
        var row = await node.RowAsync("t-1");
        Assert.Equal(Due.AtOnce, row!.DueAt);

        fail.SetResult();
        await node.RowWhenAsync("t-1", changed => changed!.Status == TransactionStatus.Compensated);
    }

    [Fact]
    public async Task Rows_of_a_journal_that_forgot_everything_go_after_a_restart()
    {
        var gate = new TaskCompletionSource();
        await using (var node = Node(NoWatchdog, ForeignJournal.InMemory, Waiting(gate.Task, [])))
            await node.Client.StartAsync("waiting", 0, SeparateIndexNode.As("t-1"));
        await using var next = Node(QuickForget, ForeignJournal.InMemory, Waiting(gate.Task, []));

        await next.RowWhenAsync("t-1", row => row is null);
        gate.SetResult();
    }

    /// <summary>The row was stored, the coordinator was told that it was not, and the node died.</summary>
    private async Task<Tale.Actors.Index.TransactionSummary> LeaveARowWithoutALogAsync()
    {
        await using var node = await WarmAsync(NoWatchdog);
        node.Faults.FailAt(1, Fault.AfterCommit);
        await Assert.ThrowsAsync<TransactionRejectedException>(() => node.Client.StartAsync("plain", 0, SeparateIndexNode.As("t-1")));
        var row = await node.RowAsync("t-1");
        Assert.Equal(TransactionStatus.Running, row!.Status);
        return row;
    }

    /// <summary>A node whose index is connected and has nothing left to do, so that the calls of a test can be counted.</summary>
    private async Task<SeparateIndexNode> WarmAsync(string hocon, params TransactionDefinition[] more)
    {
        var node = Node(hocon, [_plain, .. more]);
        await node.Client.RunAsync(_plain, 0, SeparateIndexNode.As("warm"));
        await node.RowWhenAsync("warm", row => row!.Status == TransactionStatus.Completed);
        return node;
    }

    private SeparateIndexNode Node(string hocon, params TransactionDefinition[] definitions) =>
        Node(hocon, ForeignJournal.SqlOn(Path.Combine(_folder.FullName, "journal.db")), definitions);

    private SeparateIndexNode Node(string hocon, Config journal, params TransactionDefinition[] definitions) =>
        SeparateIndexNode.Start(journal, TestIndex.FaultyOn(Path.Combine(_folder.FullName, "index.db")), hocon, definitions);

    /// <summary>One branch waits two hours for its retry, the other one fails; then the first step is undone.</summary>
    private static TransactionDefinition<int, int> OneWaitsAndOneFails(Task fail, Task undo) => Transaction.Define<int>("branches")
        .Step("one", n => Task.FromResult(n)).Undo(async _ => await undo)
        .Concurrent("both", block => block
            .Branch(branch => branch.Step("waits", Failing, step => step.Retry(RetryPolicy.Exponential(3, TimeSpan.FromHours(2), TimeSpan.FromHours(2)))))
            .Branch(branch => branch.Step("fails", async n => { await fail; return Failing(n); }))
            .Join((_, a, b) => a + b))
        .Build();

    private static int Failing(int n) => throw new InvalidOperationException("oh no");

    private static TransactionDefinition<int, int> Waiting(Task gate, List<string> keys) => Transaction.Define<int>("waiting")
        .Step("one", async (n, step) =>
        {
            keys.Add(step.IdempotencyKey);
            await gate;
            return n + 1;
        }).Build();
}
