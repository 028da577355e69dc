using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>What an operator looks for: several statuses, prefixes, counts. Each database takes other ways to the rows.</summary>
public abstract class IndexSearchConformance : JournalTests
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected IndexSearchConformance(ITestStore store) : base(store)
    {
        Start("a-1", "book-holiday", _t0, null);
        Start("a-2", "sell-house", _t0.AddHours(1), new Event.TransactionCompleted(_t0.AddHours(9)));
        Start("a-3", "book-holiday", _t0.AddHours(2), new Event.CompensationStarted(_t0.AddHours(9), "no seat"), version: 10);
        Start("ab", "book-holiday", _t0.AddHours(3), new Event.TransactionSuspended(_t0, SuspensionCause.DefinitionMissing, "gone"));
        Start("b-1", "book-holiday", _t0.AddHours(4), new Event.TransactionCompleted(_t0.AddHours(9)));
        Start("z", "sell-house", _t0.AddHours(5), null);
        Start("zz", "sell-house", _t0.AddHours(6), new Event.TransactionFailed(_t0.AddHours(9), "undo failed"));
    }

    [SkippableFact]
    public async Task Several_statuses_are_found_together_in_the_order_of_ids()
    {
        Assert.Equal(["a-1", "ab", "z"], await FoundAsync(new() { Statuses = [TransactionStatus.Suspended, TransactionStatus.Running] }));
        Assert.Equal(
            ["a-2", "ab", "b-1"], await FoundAsync(new() { Statuses = [TransactionStatus.Suspended, TransactionStatus.Completed] }));
        Assert.Equal(["z"], await FoundAsync(new()
        {
            Statuses = [TransactionStatus.Suspended, TransactionStatus.Running, TransactionStatus.Running], Definition = "sell-house",
        }));
        Assert.Equal(7, (await FoundAsync(new() { Statuses = Enum.GetValues<TransactionStatus>() })).Count);
        Assert.Equal(["a-3"], await FoundAsync(new() { Version = 10 }));
        Assert.Equal(["ab", "z"], await FoundAsync(new()
        {
            Statuses = [TransactionStatus.Compensating, TransactionStatus.Suspended, TransactionStatus.Running], Version = 3,
            StartedFrom = _t0.AddHours(2),
        }));
    }

    [SkippableTheory]
    [InlineData]
    [InlineData(TransactionStatus.Running)]
    [InlineData(TransactionStatus.Running, TransactionStatus.Compensating, TransactionStatus.Suspended, TransactionStatus.Failed)]
    [InlineData(TransactionStatus.Running, TransactionStatus.Completed)]
    public async Task Pages_of_several_statuses_follow_each_other_without_gap_or_repetition(params TransactionStatus[] statuses)
    {
        var all = await FoundAsync(new() { Statuses = statuses });
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await Index.QueryAsync(new() { Statuses = statuses, Limit = 1, After = after });
            seen.Add(Assert.Single(page.Transactions).TransactionId);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(all, seen);
    }

    [SkippableTheory]
    [InlineData("a-", "a-1", "a-2", "a-3")]
    [InlineData("a", "a-1", "a-2", "a-3", "ab")]
    [InlineData("z", "z", "zz")]
    [InlineData("zz", "zz")]
    [InlineData("zzz")]
    [InlineData("A")]
    [InlineData("_")]
    [InlineData("é")]
    public async Task A_prefix_finds_what_begins_with_it_by_every_way_to_the_rows(string prefix, params string[] ids)
    {
        Assert.Equal(ids, await FoundAsync(new() { IdPrefix = prefix }));
        Assert.Equal(ids.Length, (await Index.CountAsync(new() { IdPrefix = prefix })).Sum(count => count.Number));

        var open = Enum.GetValues<TransactionStatus>().Except([TransactionStatus.Completed]).ToList();
        var openIds = ids.Except(["a-2", "b-1"]).ToList();
        Assert.Equal(openIds, await FoundAsync(new() { IdPrefix = prefix, Statuses = open }));
        Assert.Equal(openIds.Count, (await Index.CountAsync(new() { IdPrefix = prefix, Statuses = open })).Sum(count => count.Number));
    }

    [SkippableFact]
    public async Task Counts_are_by_definition_version_and_status() => Assert.Equal(
        [
            new("book-holiday", 3, TransactionStatus.Running, 1),
            new("book-holiday", 3, TransactionStatus.Suspended, 1),
            new("book-holiday", 3, TransactionStatus.Completed, 1),
            new("book-holiday", 10, TransactionStatus.Compensating, 1),
            new("sell-house", 3, TransactionStatus.Running, 1),
            new("sell-house", 3, TransactionStatus.Completed, 1),
            new("sell-house", 3, TransactionStatus.Failed, 1),
        ],
        await Index.CountAsync(new()));

    [SkippableFact]
    public async Task Every_condition_narrows_the_count()
    {
        Assert.Equal(4, await CountAsync(new() { Definition = "book-holiday" }));
        Assert.Equal(3, await CountAsync(new() { Definition = "book-holiday", Version = 3 }));
        Assert.Equal(1, await CountAsync(new() { Version = 10, Statuses = [TransactionStatus.Running, TransactionStatus.Compensating] }));
        Assert.Equal(2, await CountAsync(new() { Statuses = [TransactionStatus.Completed] }));
        Assert.Equal(2, await CountAsync(new() { Statuses = [TransactionStatus.Running] }));
        Assert.Equal(3, await CountAsync(new() { Statuses = [TransactionStatus.Running, TransactionStatus.Suspended] }));
        Assert.Equal(4, await CountAsync(new() { Statuses = [TransactionStatus.Running, TransactionStatus.Completed] }));
        Assert.Equal(1, await CountAsync(new() { FailureText = "NO se" }));
        Assert.Equal(3, await CountAsync(new() { StartedFrom = _t0.AddHours(4) }));
        Assert.Equal(4, await CountAsync(new() { StartedBefore = _t0.AddHours(4) }));
        Assert.Equal(1, await CountAsync(new()
        {
            IdPrefix = "a", Definition = "book-holiday", StartedFrom = _t0, StartedBefore = _t0.AddHours(1),
            Statuses = [TransactionStatus.Running],
        }));
        Assert.Empty(await Index.CountAsync(new() { Definition = "sell" }));
    }

    [SkippableFact]
    public async Task A_count_is_of_all_pages() => Assert.Equal(7, await CountAsync(new() { After = "b-1", Limit = 1 }));

    private void Start(string id, string definition, DateTimeOffset at, Event? next, int version = 3)
    {
        var payload = new Payload("booking", "{}"u8.ToArray());
        Write($"tale-{id}", 1, new Event.TransactionStarted(
            at, id, definition, version, "hash", payload, ImmutableDictionary<string, string>.Empty));
        if (next is not null)
            Write($"tale-{id}", 2, next);
    }

    private async Task<long> CountAsync(TransactionQuery query) => (await Index.CountAsync(query)).Sum(count => count.Number);

    private async Task<List<string>> FoundAsync(TransactionQuery query) =>
        [.. (await Index.QueryAsync(query)).Transactions.Select(row => row.TransactionId)];
}
