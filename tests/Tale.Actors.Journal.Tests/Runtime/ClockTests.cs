using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>Nodes whose clocks differ, or are set back: what is open is resumed at once by any of them, and only timers go by the clock.</summary>
[Trait("failure", "F63")]
public abstract class ClockTests(ITestStore store) : IDisposable
{
    [SkippableFact]
    public async Task Open_work_is_resumed_at_once_by_a_node_whose_clock_is_set_back()
    {
        var gate = new Gate();
        await using (var first = Node.Start(store, SetClock.Ahead(12), Failing(gate)))
        {
            await first.StartAsync("t", 1, "t1");
            await first.StartAsync("t", -1, "t2");   // is being undone
            await first.ListedAsync("t2", row => row.Status == TransactionStatus.Compensating && row.DueAt == Due.AtOnce);
            await first.ListedAsync("t1", row => row.DueAt == Due.AtOnce);
        }
        gate.Open();

        await using var second = Node.Start(store, SetClock.Ahead(0), Failing(gate));

        await second.ListedAsync("t1", row => row.Status == TransactionStatus.Completed);
        await second.ListedAsync("t2", row => row.Status == TransactionStatus.Compensated);
    }

    [SkippableFact]
    public async Task What_a_timer_has_brought_back_is_open_for_a_node_whose_clock_has_not_come_so_far()
    {
        var (gate, tries) = (new Gate(), 0);
        var policy = RetryPolicy.Exponential(3, TimeSpan.FromHours(2), TimeSpan.FromHours(2));
        var definition = Transaction.Define<int>("t").Step("one", TriedAsync, s => s.Retry(policy)).Build();
        await using (var behind = Node.Start(store, SetClock.Ahead(12), definition))
        {
            await behind.StartAsync("t", 1, "t1");
            await behind.ListedAsync("t1", row => row.DueAt > row.StartedAt.AddMinutes(30));
        }
        await using (var ahead = Node.Start(store, SetClock.Ahead(21), definition))
        {
            await gate.Reached;
            await ahead.ListedAsync("t1", row => row.DueAt == Due.AtOnce);
        }
        gate.Open();

        await using var back = Node.Start(store, SetClock.Ahead(12), definition);

        await back.ListedAsync("t1", row => row.Status == TransactionStatus.Completed);

        async Task<int> TriedAsync(int n)
        {
            if (Interlocked.Increment(ref tries) == 1)
                throw new InvalidOperationException("later");
            await gate.PassAsync();
            return n + 1;
        }
    }

    [SkippableFact]
    public async Task What_cannot_go_on_holds_up_nobody_behind_it()
    {
        var gate = new Gate();
        var stuck = Transaction.Define<int>("stuck").Step("one", async n => { await gate.PassAsync(); return n; }).Build();
        var free = Failing(gate);
        await using (var first = Node.Start(store, stuck, free))
        {
            for (var i = 0; i < 5; i++)
                await first.StartAsync("stuck", 1, $"a{i}");
            await first.StartAsync("t", 1, "z");
        }
        gate.Open();

        // Their definition is gone: they stay due, before all others.
        await using var second = Node.Start(store, "tale.watchdog.batch-size = 2", free);

        await second.ListedAsync("z", row => row.Status == TransactionStatus.Completed);
        await second.ListedAsync("a4", row => row.Status == TransactionStatus.Suspended);
    }

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A negative number fails at the second step; its undo, and the second step of any other, wait at the gate.</summary>
    private static TransactionDefinition<int, int> Failing(Gate gate) => Transaction.Define<int>("t")
        .Step("one", n => n).Undo(async (int _) => await gate.PassAsync())
        .Step("two", async n =>
        {
            if (n < 0)
                throw new InvalidOperationException("no");
            await gate.PassAsync();
            return n;
        }).Build();
}

public sealed class ClockOnSqliteTests() : ClockTests(new SqliteTestStore());

public sealed class ClockOnPostgresTests() : ClockTests(new PostgresTestStore());
