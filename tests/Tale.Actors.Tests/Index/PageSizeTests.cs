using Tale.Actors.Index;

namespace Tale.Actors.Tests.Index;

/// <summary>No index ever sees a page size out of bounds: the query refuses it.</summary>
public sealed class PageSizeTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly InMemoryTransactionIndex _index = new();

    public PageSizeTests()
    {
        foreach (var id in new[] { "t-1", "t-2" })
            _index.Record(id, new IndexChange.Opened(_now, id, "t", 1));
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1_001)]
    [InlineData(int.MaxValue)]
    public async Task A_page_size_out_of_bounds_is_refused(int limit)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => _index.QueryAsync(new TransactionQuery { Limit = limit }));

        Assert.Equal("Limit", refusal.ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransactionQuery() with { Limit = limit });
    }

    [Theory]
    [InlineData(1, 1, "t-1")]
    [InlineData(1_000, 2, null)]
    public async Task The_smallest_and_the_largest_page_are_answered(int limit, int rows, string? next)
    {
        var page = await _index.QueryAsync(new TransactionQuery { Limit = limit });

        Assert.Equal((rows, next), (page.Transactions.Count, page.Next));
    }
}
