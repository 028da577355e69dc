using System.Globalization;
using Tale.Actors.Index;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>A search by the text of failures looks through so many rows and no more, however many there are.</summary>
public abstract class FailureSearchConformance(ITestStore store) : JournalTests(store)
{
    /// <summary>Numbers from 1, as rows of one column <c>n</c>.</summary>
    protected abstract string Numbers(int count);

    /// <summary>A time, as the index stores it.</summary>
    protected abstract string Time { get; }

    [SkippableFact]
    public async Task The_newest_of_each_status_are_searched_and_pages_follow_by_id()
    {
        Write(Id, 1, "the schema is there");
        Fill(TransactionStatus.Compensated, TransactionQuery.MaxSearchedFailures + 1_000, "c");
        Fill(TransactionStatus.Suspended, 10, "s");

        Assert.Equal(["c-21000"], await FoundAsync(new() { FailureText = "Number 21000!" }));
        Assert.Equal(["c-1001"], await FoundAsync(new() { FailureText = "number 1001!" }));
        Assert.Empty(await FoundAsync(new() { FailureText = "number 1000!" }));   // older than the 20,000
        Assert.Contains("c-1000", await FoundAsync(new() { IdPrefix = "c-1000" }));

        Assert.Equal(["s-3"], await FoundAsync(new() { FailureText = "number 3!", Statuses = [TransactionStatus.Suspended] }));
        Assert.Equal(["s-3"], await FoundAsync(new() { FailureText = "number 3!" }));
        Assert.Empty(await FoundAsync(new() { FailureText = "number 3!", Statuses = [TransactionStatus.Failed, TransactionStatus.Completed] }));
        Assert.Equal(["c-20001"], await FoundAsync(new() { FailureText = "number 20001!", Definition = "book", IdPrefix = "c-2" }));

        var first = await Index.QueryAsync(new() { FailureText = "number", Statuses = [TransactionStatus.Suspended], Limit = 6 });
        var second = await Index.QueryAsync(new() { FailureText = "number", Statuses = [TransactionStatus.Suspended], Limit = 6, After = first.Next });
        Assert.Equal(10, first.Transactions.Concat(second.Transactions).Select(row => row.TransactionId).Distinct().Count());
        Assert.Null(second.Next);
    }

    private void Fill(TransactionStatus status, int count, string prefix)
    {
        var first = ((int)status * 1_000_000).ToString(CultureInfo.InvariantCulture);
        Store.Execute($"""
            INSERT INTO tale_transaction (id, transaction_id, definition, version, status, started_at, updated_at, failure)
            SELECT {first} + n, '{prefix}-' || n, 'book', 1, {(int)status}, {Time}, {Time}, 'The failure with number ' || n || '!' FROM {Numbers(count)};
            INSERT INTO tale_persistence_id (id, persistence_id) SELECT {first} + n, 'tale-{prefix}-' || n FROM {Numbers(count)}
            """);
    }

    private async Task<IEnumerable<string>> FoundAsync(TransactionQuery query) =>
        (await Index.QueryAsync(query)).Transactions.Select(row => row.TransactionId);
}
