using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Index;

/// <summary>The index in memory finds and counts as the databases do.</summary>
public sealed class SearchTests
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly InMemoryTransactionIndex _index = new();

    public SearchTests()
    {
        foreach (var (id, definition) in new[] { ("b", "sell"), ("a", "book"), ("c", "book"), ("d", "book") })
            _index.Record(id, new IndexChange.Opened(_t0, id, definition, id == "d" ? 2 : 1));
        _index.Record("c", new IndexChange.StatusChanged(_t0, TransactionStatus.Suspended, null, "no seat"));
        _index.Record("d", new IndexChange.StatusChanged(_t0, TransactionStatus.Completed, null, null));
    }

    [Fact]
    public async Task Several_statuses_are_found_together_in_the_order_of_ids()
    {
        var page = await _index.QueryAsync(new() { Statuses = [TransactionStatus.Suspended, TransactionStatus.Running] });

        Assert.Equal(["a", "b", "c"], page.Transactions.Select(row => row.TransactionId));
        var second = await _index.QueryAsync(new() { Definition = "book", Version = 2 });
        Assert.Equal(["d"], second.Transactions.Select(row => row.TransactionId));
    }

    [Fact]
    public async Task Counts_are_by_definition_version_and_status_and_of_all_pages()
    {
        Assert.Equal(
            [
                new("book", 1, TransactionStatus.Running, 1), new("book", 1, TransactionStatus.Suspended, 1),
                new("book", 2, TransactionStatus.Completed, 1), new("sell", 1, TransactionStatus.Running, 1),
            ],
            await _index.CountAsync(new() { After = "z", Limit = 1 }));
        Assert.Equal(
            [new("book", 1, TransactionStatus.Suspended, 1)], await _index.CountAsync(new() { FailureText = "SEAT", Definition = "book" }));
        Assert.Equal([new("book", 2, TransactionStatus.Completed, 1)], await _index.CountAsync(new() { Version = 2 }));
    }
}
