using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.SeparateIndexes;

/// <summary>Transactions on a journal that is not Tale's: whatever happens to them is in the index.</summary>
public abstract class SeparateIndexJournalConformance : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new();
    private readonly TransactionDefinition<int, int> _completes = Transaction.Define<int>("completes").Step("one", n => n + 1)
        .Step("two", n => n + 1).Build();
    private readonly TransactionDefinition<int, int> _fails;
    private readonly TransactionDefinition<int, int> _escalates;
    private readonly TransactionDefinition<int, int> _waits;
    private readonly SeparateIndexNode _node;

    private protected SeparateIndexJournalConformance(Config journal, Config index)
    {
        _fails = Transaction.Define<int>("fails").Step("one", n => n + 1).Undo(_ => { }).Step("two", Failing).Build();
        _escalates = Transaction.Define<int>("escalates").Step("one", Failing, step => step.Decide(_ => Directive.Escalate)).Build();
        _waits = Transaction.Define<int>("waits").Step("one", async n => { await _gate.Task; return n + 1; }).Build();
        _node = SeparateIndexNode.Start(journal, index, "", _completes, _fails, _escalates, _waits);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync() => await _node.DisposeAsync();

    [SkippableFact]
    public async Task A_completed_transaction_is_listed_as_completed()
    {
        Assert.Equal(2, (await _node.Client.RunAsync(_completes, 0, SeparateIndexNode.As("t-1"))).Result);

        var row = await _node.RowWhenAsync("t-1", row => row!.EndedAt is not null);

        Assert.Equal(
            ("completes", 1, TransactionStatus.Completed, null, null), (row!.Definition, row.Version, row.Status, row.DueAt, row.Failure));
        Assert.InRange(row.EndedAt!.Value, row.StartedAt, DateTimeOffset.UtcNow);
    }

    [SkippableFact]
    public async Task A_compensated_transaction_is_listed_with_its_failure()
    {
        Assert.Equal(TransactionStatus.Compensated, (await _node.Client.RunAsync(_fails, 0, SeparateIndexNode.As("t-1"))).Status);

        var row = await _node.RowWhenAsync("t-1", row => row!.EndedAt is not null);

        Assert.Equal((TransactionStatus.Compensated, null), (row!.Status, row.DueAt));
        Assert.Contains("oh no", row.Failure, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_suspended_transaction_is_listed_and_not_due()
    {
        Assert.Equal(TransactionStatus.Suspended, (await _node.Client.RunAsync(_escalates, 0, SeparateIndexNode.As("t-1"))).Status);

        var row = await _node.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Suspended);

        Assert.Equal((null, null), (row!.DueAt, row.EndedAt));
        Assert.NotEmpty(row.Failure!);
    }

    [SkippableFact]
    public async Task A_transaction_is_listed_by_the_time_its_start_is_acknowledged()
    {
        await _node.Client.StartAsync("waits", 0, SeparateIndexNode.As("t-1"));

        var row = await _node.RowAsync("t-1");

        Assert.Equal((TransactionStatus.Running, null), (row!.Status, row.EndedAt));
        Assert.Equal(Due.AtOnce, row.DueAt);
        _gate.SetResult();
        await _node.RowWhenAsync("t-1", row => row!.Status == TransactionStatus.Completed);
    }

    [SkippableFact]
    public async Task Many_that_run_at_once_are_all_listed_as_completed()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _node.Client.RunAsync(_completes, i, SeparateIndexNode.As($"t-{i}"))));

        var counts = await Eventually.IsAsync(
            () => _node.Index.CountAsync(new()), counts => counts.Any(count => count is { Status: TransactionStatus.Completed, Number: 100 }));

        Assert.Single(counts);
    }

    private static int Failing(int n) => throw new InvalidOperationException("oh no");
}
