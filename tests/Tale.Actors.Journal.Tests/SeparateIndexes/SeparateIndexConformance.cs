using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.SeparateIndexes;

/// <summary>A separate index by itself.</summary>
public abstract class SeparateIndexConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IndexChange.Opened _opened = new(_t0, "t-1", "book-holiday", 3);
    private static readonly TransactionSummary _openRow = new(
        "t-1", "book-holiday", 3, TransactionStatus.Running, _t0, _t0, null, Due.AtOnce, null);

    private readonly ActorSystem _system;

    private protected SeparateIndexConformance(Config index) =>
        _system = ActorSystem.Create(
            "index", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }").WithFallback(index));

    private SeparateIndex Index => field ??= Make((ExtendedActorSystem)_system);

    private protected abstract SeparateIndex Make(ExtendedActorSystem system);

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync() => await _system.Terminate().WaitAsync(Eventually.Patience);

    [SkippableFact]
    public async Task An_opened_row_is_there_when_the_task_ends()
    {
        await Index.StoreAsync("t-1", _opened);

        Assert.Equal(_openRow, await RowAsync());
        Assert.Equal([new DueTransaction("t-1", Due.AtOnce)], await Index.DueAsync(_t0, null, 10));
        Assert.Single(await Index.DueAsync(_t0.AddYears(-10), null, 10));
    }

    [SkippableFact]
    public async Task Opening_an_id_again_replaces_its_row()
    {
        await Index.StoreAsync("t-1", _opened);
        Index.Record("t-1", new IndexChange.StatusChanged(_t0.AddSeconds(1), TransactionStatus.Compensating, _t0.AddSeconds(1), "why"));
        var again = new IndexChange.Opened(_t0.AddSeconds(2), "t-1", "book-flight", 4);

        await Index.StoreAsync("t-1", again);

        Assert.Equal(
            new TransactionSummary("t-1", "book-flight", 4, TransactionStatus.Running, again.At, again.At, null, Due.AtOnce, null),
            await RowAsync());
    }

    [SkippableFact]
    public async Task Changes_follow_one_another()
    {
        await Index.StoreAsync("t-1", _opened);
        Index.Record("t-1", new IndexChange.DueChanged(_t0.AddSeconds(1), _t0.AddHours(1)));
        Index.Record("t-1", new IndexChange.StatusChanged(_t0.AddSeconds(2), TransactionStatus.Compensating, _t0.AddSeconds(2), "why"));
        Index.Record("t-1", new IndexChange.StatusChanged(_t0.AddSeconds(3), TransactionStatus.Compensated, null, null));

        await RowBecomesAsync(_openRow with
        {
            Status = TransactionStatus.Compensated, UpdatedAt = _t0.AddSeconds(3), EndedAt = _t0.AddSeconds(3), DueAt = null, Failure = "why",
        });
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_is_restored_from_the_changes_in_the_log_whether_it_is_there_or_not(bool isThere)
    {
        if (isThere)
            await Index.StoreAsync("t-1", _opened);

        for (var times = 0; times < 2; times++)
        {
            Index.Restore("t-1", [_opened, new IndexChange.StatusChanged(_t0.AddSeconds(9), TransactionStatus.Completed, null, null)]);
            await RowBecomesAsync(_openRow with { Status = TransactionStatus.Completed, UpdatedAt = _t0.AddSeconds(9), EndedAt = _t0.AddSeconds(9), DueAt = null });
        }
    }

    [SkippableFact]
    public async Task Rows_are_opened_and_restored_after_a_restart_as_before()
    {
        await Index.StoreAsync("t-1", _opened);
        var next = Make((ExtendedActorSystem)_system);   // remembers nothing of the ids

        await next.StoreAsync("t-2", new IndexChange.Opened(_t0, "t-2", "book-holiday", 3));
        next.Restore("t-1", [_opened, new IndexChange.StatusChanged(_t0.AddSeconds(9), TransactionStatus.Suspended, null, "why")]);

        await RowBecomesAsync(
            _openRow with { Status = TransactionStatus.Suspended, UpdatedAt = _t0.AddSeconds(9), DueAt = null, Failure = "why" });
    }

    [SkippableFact]
    public async Task Only_a_running_row_that_is_old_enough_is_forgotten()
    {
        await Index.StoreAsync("t-1", _opened);
        await Index.StoreAsync("t-2", new IndexChange.Opened(_t0, "t-2", "book-holiday", 3));
        await Index.StoreAsync("t-3", new IndexChange.Opened(_t0.AddSeconds(-1), "t-3", "book-holiday", 3));
        Index.Record("t-2", new IndexChange.StatusChanged(_t0, TransactionStatus.Compensating, _t0, "why"));
        await Eventually.IsAsync(() => Index.CountAsync(new()), counts => counts.Any(count => count.Status == TransactionStatus.Compensating));

        Index.Forget("t-1", _t0);
        Index.Forget("t-2", _t0.AddDays(1));
        Index.Forget("t-3", _t0);

        var left = await Eventually.IsAsync(() => Index.QueryAsync(new TransactionQuery()), page => page.Transactions.Count < 3);
        Assert.Equal(["t-1", "t-2"], left.Transactions.Select(row => row.TransactionId));
        Index.Forget("t-1", _t0.AddTicks(10));
        await Eventually.IsAsync(RowAsync, row => row is null);
    }

    private async Task<TransactionSummary?> RowAsync() =>
        (await Index.QueryAsync(new TransactionQuery { IdPrefix = "t-1" })).Transactions.SingleOrDefault();

    private Task RowBecomesAsync(TransactionSummary expected) => Eventually.IsAsync(RowAsync, row => row == expected);
}

public sealed class SqliteSeparateIndexConformance : SeparateIndexConformance
{
    private readonly DirectoryInfo _folder;

    public SqliteSeparateIndexConformance() : this(Directory.CreateTempSubdirectory("tale-separate-index-")) { }

    private SqliteSeparateIndexConformance(DirectoryInfo folder) : base(TestIndex.SqliteOn(Path.Combine(folder.FullName, "index.db"))) =>
        _folder = folder;

    private protected override SeparateIndex Make(ExtendedActorSystem system) => new SqliteSeparateIndex(system);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

public sealed class PostgresSeparateIndexConformance()
    : SeparateIndexConformance(TestIndex.PostgresOn(new PostgresTestStore().ConnectionString))
{
    private protected override SeparateIndex Make(ExtendedActorSystem system) => new PostgresSeparateIndex(system);
}
