using Npgsql;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Runtime;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.SeveralDatabases;

/// <summary>Logs that are spread over more databases.</summary>
public sealed class SpreadTests
{
    private const int Logs = 120;
    private const int WhileItCopies = 3;

    private const string Everything = """
        SELECT string_agg(p.persistence_id || ':' || p.deleted_to || ':' || coalesce((
            SELECT string_agg(to_jsonb(e)::text, ',' ORDER BY sequence_nr) FROM (SELECT * FROM tale_event) AS e WHERE e.id = p.id), '') || ':' || coalesce((
            SELECT to_jsonb(t)::text FROM tale_transaction t WHERE t.id = p.id), ''), E'\n') FROM tale_persistence_id p
        """;

    private static TransactionDefinition<int, int> AddTwo { get; } =
        Transaction.Define<int>("add-two").Step("one", n => n + 1).Step("two", n => n + 1).Build();

    private static TransactionDefinition<int, int> Waits { get; } =
        Transaction.Define<int>("waits").Delay("long", TimeSpan.FromDays(300)).Step("one", n => n + 1).Build();

    [SkippableFact]
    public async Task From_one_to_two_to_three_everything_is_as_it_was_and_goes_on()
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore(), new PostgresTestStore() };
        var before = await FillAsync(databases[0]);

        await SpreadAsync(databases[0], databases[1]);
        Assert.Equal(before, Contents(databases[..2]));
        Assert.InRange(databases[1].Count("SELECT count(*) FROM tale_persistence_id"), Logs / 4, Logs * 3 / 4);
        await using (var node = Node.Start(new SeveralTestStore(databases[..2]), AddTwo, Waits))
        {
            Assert.Equal(Logs, (await node.Tale.Index.CountAsync(new TransactionQuery())).Sum(count => count.Number));
            for (var i = 0; i < Logs; i++)
                Assert.Equal(i % 2 == 0 ? TransactionStatus.Completed : TransactionStatus.Running, (await node.Client.GetAsync($"t-{i}"))?.Status);
        }
        before = Contents(databases[..2]);

        await SpreadAsync(databases);
        Assert.Equal(before, Contents(databases));
        Assert.All(databases, database => Assert.InRange(database.Count("SELECT count(*) FROM tale_persistence_id"), Logs / 6, Logs / 2));
        await using (var node = Node.Start(new SeveralTestStore(databases), AddTwo, Waits))
            Assert.Equal(3, (await node.RunAsync(AddTwo, 1, "new")).Result);
        await SpreadAsync(databases);   // there is nothing to do
    }

    /// <summary>Its connections are lost, again and again: first while it copies, and then wherever it is after a while.</summary>
    [SkippableFact]
    public async Task Interrupted_anywhere_it_goes_on_when_it_is_run_again_and_no_node_starts_meanwhile()
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore() };
        var before = await FillAsync(databases[0]);
        var store = new SeveralTestStore(databases);
        var interruptions = 0;
        for (var patience = TimeSpan.FromMilliseconds(50); ; patience *= 1.15)
        {
            using var over = new CancellationTokenSource();
            var disturbing = interruptions < WhileItCopies ? Task.CompletedTask : DisturbAsync(store, patience, over.Token);
            var copying = new At(interruptions < WhileItCopies ? 5 * (interruptions + 1) : 0, store.Disturb);
            try
            {
                await TaleJournal.SpreadAsync(store.ConnectionStrings, copying);
                break;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException or ObjectDisposedException)
            {
                interruptions++;
            }
            finally
            {
                await over.CancelAsync();
                await disturbing;
            }
            if (databases[0].Count("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'tale_layout'") == 1
                && databases[0].Count("SELECT count(*) FROM tale_layout WHERE moving_to IS NOT NULL") == 1)
                Assert.Contains("are being spread over 2 databases", Assert.Throws<JournalSchemaException>(
                    () => Node.Start(databases[0], AddTwo)).Message, StringComparison.Ordinal);
        }

        Assert.InRange(interruptions, WhileItCopies, int.MaxValue);
        Assert.Equal(before, Contents(databases));
        Assert.Equal(0, store.Count("SELECT count(*) FROM tale_arrived_bucket"));
    }

    /// <summary>A process that is killed between two phases: what it leaves is made by hand.</summary>
    [SkippableTheory]
    [InlineData("all is copied, and one of them has been told", 0)]
    [InlineData("all have been told", 1)]
    [InlineData("nothing is left, and the first has been told that it is over", 2)]
    public async Task Killed_at_its_end_it_is_finished(string _, int phase)
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore() };
        var before = await FillAsync(databases[0]);
        var copy = databases[0].Scalar("SELECT string_agg(id::text, ',') FROM tale_persistence_id")!;
        databases[0].Execute("CREATE TABLE kept_event AS TABLE tale_event; CREATE TABLE kept_id AS TABLE tale_persistence_id; CREATE TABLE kept_row AS TABLE tale_transaction");
        await SpreadAsync(databases);
        if (phase < 2)
            databases[0].Execute($"""
                INSERT INTO tale_event SELECT * FROM kept_event ON CONFLICT DO NOTHING; INSERT INTO tale_persistence_id SELECT * FROM kept_id ON CONFLICT DO NOTHING;
                INSERT INTO tale_transaction SELECT * FROM kept_row WHERE id IN ({copy}) ON CONFLICT DO NOTHING;
                UPDATE tale_layout SET moving_to = 2, databases = {(phase == 0 ? 1 : 2)}
                """);
        databases[1].Execute("UPDATE tale_layout SET moving_to = 2");
        if (phase < 2)
            databases[1].Execute("INSERT INTO tale_arrived_bucket SELECT generate_series(0, 1023)");

        Assert.Throws<JournalSchemaException>(() => Node.Start(new SeveralTestStore(databases), AddTwo));
        await SpreadAsync(databases);

        Assert.Equal(before, Contents(databases));
        await using var node = Node.Start(new SeveralTestStore(databases), AddTwo, Waits);
        Assert.Equal(3, (await node.RunAsync(AddTwo, 1, "new")).Result);
    }

    /// <summary>One of them was restored from a backup of before the end of the move.</summary>
    [SkippableFact]
    public async Task What_is_unexplained_at_its_end_leaves_the_others_as_they_are()
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore() };
        await FillAsync(databases[0]);
        databases[0].Execute("CREATE TABLE kept_event AS TABLE tale_event; CREATE TABLE kept_id AS TABLE tale_persistence_id");
        await SpreadAsync(databases);
        databases[0].Execute("""
            INSERT INTO tale_event SELECT * FROM kept_event ON CONFLICT DO NOTHING; INSERT INTO tale_persistence_id SELECT * FROM kept_id ON CONFLICT DO NOTHING;
            UPDATE tale_layout SET moving_to = 2
            """);

        Assert.Contains("Nothing is deleted as long as that is unexplained", (await Assert.ThrowsAsync<JournalSchemaException>(
            () => SpreadAsync(databases))).Message, StringComparison.Ordinal);
        Assert.Equal(0, databases[1].Count("SELECT count(*) FROM tale_layout WHERE moving_to IS NOT NULL"));
    }

    [SkippableFact]
    public async Task While_a_node_runs_or_when_a_new_one_is_not_empty_or_the_order_is_wrong_nothing_is_moved()
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore() };
        await using (var node = Node.Start(databases[0], AddTwo))
        {
            var refused = await Assert.ThrowsAsync<JournalSchemaException>(() => SpreadAsync(databases));
            Assert.Contains("a node is connected to it", refused.Message, StringComparison.Ordinal);
            Assert.Equal(3, (await node.RunAsync(AddTwo, 1, "t")).Result);
        }
        await FillAsync(databases[1]);

        Assert.Contains("is a new one, and has logs already", (await Assert.ThrowsAsync<JournalSchemaException>(() => SpreadAsync(databases))).Message, StringComparison.Ordinal);
        var third = new PostgresTestStore();
        await SpreadAsync(databases[0], third);
        Assert.Contains("is no. 2, and is named as no. 1", (await Assert.ThrowsAsync<JournalSchemaException>(
            () => SpreadAsync(third, databases[0], new PostgresTestStore()))).Message, StringComparison.Ordinal);
        Assert.Contains("is empty, and the others say that it is no. 2 of 2", (await Assert.ThrowsAsync<JournalSchemaException>(
            () => SpreadAsync(databases[0], new PostgresTestStore(), new PostgresTestStore()))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => SpreadAsync(databases[0]));
    }

    /// <summary>A process that is paused, or behind a broken network: its lease is over, and its connections are there.</summary>
    [SkippableFact]
    public async Task While_anybody_has_them_open_nothing_is_moved()
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore() };
        await FillAsync(databases[0]);
        using (((ITestStore)databases[0]).Open().OpenWriter())
        {
            var refused = await Assert.ThrowsAsync<JournalSchemaException>(() => SpreadAsync(databases));
            Assert.Contains("a node is connected to it", refused.Message, StringComparison.Ordinal);
        }

        await SpreadAsync(databases);
    }

    /// <summary>A database that is replaced in the middle of a move by another one has copies that are out of date.</summary>
    [SkippableFact]
    public async Task What_was_left_out_of_a_move_is_never_taken_for_a_part_of_it()
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore(), new PostgresTestStore() };
        var before = await FillAsync(databases[0]);
        using var interrupted = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TaleJournal.SpreadAsync(
            [databases[0].ConnectionString, databases[1].ConnectionString], new At(10, interrupted.Cancel), interrupted.Token));
        Assert.Equal(before, Contents(databases[0]));
        Assert.NotEqual(0, databases[1].Count("SELECT count(*) FROM tale_event"));

        await SpreadAsync(databases[0], databases[2]);
        Assert.Equal(before, Contents(databases[0], databases[2]));
        Assert.Contains("was part of a move that was finished without it", (await Assert.ThrowsAsync<JournalSchemaException>(
            () => SpreadAsync(databases[0], databases[1]))).Message, StringComparison.Ordinal);
        databases[0].Execute("UPDATE tale_layout SET moving_to = 2");
        Assert.Contains("is empty, and others say that it is no. 2 of 2", (await Assert.ThrowsAsync<JournalSchemaException>(
            () => SpreadAsync(databases[0], new PostgresTestStore()))).Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents(databases[0], databases[2]));
    }

    /// <param name="moved">After so many buckets; 0: never.</param>
    private sealed class At(int moved, Action does) : IProgress<SpreadProgress>
    {
        public void Report(SpreadProgress value)
        {
            if (value.Moved == moved)
                does();
        }
    }

    private static async Task<List<string>> FillAsync(PostgresTestStore database)
    {
        await using (var node = Node.Start(database, AddTwo, Waits))
        {
            await Task.WhenAll(Enumerable.Range(0, Logs).Select(async i =>
            {
                if (i % 2 == 0)
                    await node.RunAsync(AddTwo, i, $"t-{i}");
                else
                    await node.StartAsync("waits", i, $"t-{i}");
            }));
        }
        return Contents(database);
    }

    /// <summary>Every log with all of its rows, but for their integers.</summary>
    private static List<string> Contents(params PostgresTestStore[] databases) =>
    [
        .. databases.SelectMany(database => (database.Scalar(Everything) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(log => System.Text.RegularExpressions.Regex.Replace(log, "\"id\": \\d+, ", "")).Order(StringComparer.Ordinal),
    ];

    private static Task SpreadAsync(params PostgresTestStore[] databases) =>
        TaleJournal.SpreadAsync([.. databases.Select(database => database.ConnectionString)]);

    private static async Task DisturbAsync(SeveralTestStore store, TimeSpan after, CancellationToken over)
    {
        try
        {
            await Task.Delay(after, over);
            store.Disturb();
        }
        catch (OperationCanceledException)
        {
            // It was done sooner.
        }
    }
}
