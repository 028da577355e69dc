using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Index;

/// <summary>What is due, in an index that lives as long as the process.</summary>
public sealed class InMemoryDueTests
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly InMemoryTransactionIndex _index = new();

    [Fact]
    [Trait("failure", "F63")]
    public async Task Open_work_is_due_by_any_clock_and_a_timer_by_its_time()
    {
        Open("b");
        Open("a");
        Open("timer");
        _index.Record("timer", new IndexChange.DueChanged(_t0, _t0.AddHours(1)));

        Assert.Equal(["a", "b"], await DueAsync(_t0.AddYears(-20)));
        Assert.Equal(["a", "b", "timer"], await DueAsync(_t0.AddHours(1)));
        _index.Record("timer", new IndexChange.DueChanged(_t0, Due.AtOnce));
        Assert.Equal(["a", "b", "timer"], await DueAsync(_t0.AddYears(-20)));
    }

    [Fact]
    public async Task What_has_ended_or_is_forgotten_is_not_due()
    {
        Open("a");
        Open("b");
        Open("c");
        _index.Record("a", new IndexChange.StatusChanged(_t0, TransactionStatus.Completed, null, null));
        _index.Forget("b", _t0.AddSeconds(1));
        Open("c");

        Assert.Equal(["c"], await DueAsync(_t0));
    }

    [Fact]
    [Trait("failure", "F63")]
    public async Task A_clock_that_is_set_back_between_two_batches_ends_the_turn()
    {
        Open("timer");
        _index.Record("timer", new IndexChange.DueChanged(_t0, _t0.AddHours(1)));
        var last = Assert.Single(await _index.DueAsync(_t0.AddHours(1), null, 1));

        Assert.Empty(await _index.DueAsync(_t0, last, 1));
        Assert.Empty(await _index.DueAsync(_t0.AddHours(2), last, 1));
    }

    [Fact]
    public async Task A_hundred_thousand_that_are_due_are_read_in_batches()
    {
        for (var i = 0; i < 100_000; i++)
            Open($"t-{i * 7919 % 1_000_003:0000000}");

        Assert.Equal(100_000, (await DueAsync(_t0, batch: 500)).Distinct().Count());
    }

    [Fact]
    public async Task A_mark_shows_an_open_transaction_as_suspended_and_it_stays_due()
    {
        Open("open");
        Open("ended");
        _index.Record("ended", new IndexChange.StatusChanged(_t0, TransactionStatus.Completed, null, null));

        foreach (var id in new[] { "open", "ended", "unknown" })
            _ = _index.TryMarkSuspendedAsync(id, _t0.AddSeconds(1), "why");

        var rows = (await _index.QueryAsync(new())).Transactions;
        Assert.Equal([("ended", TransactionStatus.Completed, null), ("open", TransactionStatus.Suspended, "why")], rows.Select(row => (row.TransactionId, row.Status, row.Failure)));
        Assert.Equal(["open"], await DueAsync(_t0));
    }

    private void Open(string id) => _index.Record(id, new IndexChange.Opened(_t0, id, "d", 1));

    private async Task<List<string>> DueAsync(DateTimeOffset now, int batch = 2)
    {
        var due = new List<DueTransaction>();
        int read;
        do
        {
            var page = await _index.DueAsync(now, due.LastOrDefault(), batch);
            due.AddRange(page);
            read = page.Count;
        }
        while (read == batch);
        return due.ConvertAll(transaction => transaction.TransactionId);
    }
}
