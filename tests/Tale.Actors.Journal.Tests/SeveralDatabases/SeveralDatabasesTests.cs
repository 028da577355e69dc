using Akka.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Runtime;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.SeveralDatabases;

/// <summary>The logs of one journal in three databases.</summary>
public sealed class SeveralDatabasesTests : IDisposable
{
    private readonly SeveralTestStore _store = new(3);
    private readonly Gate _gate = new();

    private static TransactionDefinition<int, int> AddTwo { get; } =
        Transaction.Define<int>("add-two").Step("one", n => n + 1).Step("two", n => n + 1).Build();

    public void Dispose() => _gate.Open();

    [SkippableFact]
    public async Task Each_log_is_in_one_of_them_with_its_row_and_lists_and_counts_are_of_all()
    {
        await using var node = Node.Start(_store, AddTwo);
        var ids = Enumerable.Range(0, 100).Select(i => $"t-{i:000}").ToList();
        var outcomes = await Task.WhenAll(ids.Select((id, i) => node.RunAsync(AddTwo, i, id)));

        Assert.Equal(Enumerable.Range(2, 100), outcomes.Select(outcome => outcome.Result));
        for (var place = 0; place < 3; place++)
        {
            var here = ids.Count(id => _store.PlaceOf(id) == place);
            Assert.InRange(here, 15, 55);
            Assert.Equal(here, _store.Databases[place].Count("SELECT count(*) FROM tale_transaction"));
            Assert.Equal(here, _store.Databases[place].Count("SELECT count(*) FROM tale_persistence_id WHERE persistence_id LIKE 'tale-t-%'"));
        }
        Assert.Equal(
            [new TransactionCount("add-two", 1, TransactionStatus.Completed, 100)], await node.Tale.Index.CountAsync(new TransactionQuery()));
        var listed = new List<string>();
        for (string? after = null; listed.Count == 0 || after is not null;)
        {
            var page = await node.Tale.Index.QueryAsync(new TransactionQuery { After = after, Limit = 7 });
            listed.AddRange(page.Transactions.Select(row => row.TransactionId));
            after = page.Next;
        }
        Assert.Equal(ids, listed);
    }

    /// <summary>The last page may be a full one.</summary>
    [SkippableFact]
    public async Task A_list_ends_where_nothing_follows()
    {
        await using var node = Node.Start(_store, AddTwo);
        foreach (var id in (string[])[_store.IdIn(0), _store.IdIn(1), _store.IdIn(2)])
            await node.RunAsync(AddTwo, 1, id);

        Assert.Null((await node.Tale.Index.QueryAsync(new TransactionQuery { Limit = 3 })).Next);
        Assert.Null((await node.Tale.Index.QueryAsync(new TransactionQuery { Limit = 4 })).Next);
        Assert.NotNull((await node.Tale.Index.QueryAsync(new TransactionQuery { Limit = 2 })).Next);
    }

    [SkippableFact]
    public async Task One_that_is_away_holds_up_its_own_transactions_only()
    {
        await using var node = Node.Start(
            _store, "tale.lease.duration = 2s \n tale.client.ask-timeout = 2s \n akka.persistence.journal.tale-postgres.max-probe-delay = 200ms", AddTwo, Held);
        var (away, here) = (_store.IdIn(1, "held"), _store.IdIn(2, "held"));
        await node.StartAsync("held", 1, away);
        await node.StartAsync("held", 1, here);
        await _gate.Reached;
        _store.CutOff(1);
        await Eventually.IsAsync(() => RefusalAsync(node, _store.IdIn(1, "late")), refusal => refusal?.Reason == RejectionReason.JournalUnavailable);

        _gate.Open();
        foreach (var place in (int[])[0, 2])
            Assert.Equal(3, (await node.RunAsync(AddTwo, 1, _store.IdIn(place, "meanwhile"))).Result);
        Assert.Equal(TransactionStatus.Completed, (await node.Client.WatchAsync(here).WaitAsync(Node.Patience))!.Status);
        Assert.Null(node.Tale.Runtime!.Leases.Refusal);
        Assert.NotNull(node.Tale.Runtime.Leases.Of($"tale-{away}").Refusal);
        foreach (var check in (TaleHealthCheck[])[new LeaseHealthCheck(TimeProvider.System), new IndexHealthCheck(TimeProvider.System),
            new JournalHealthCheck(TimeProvider.System), new WatchdogHealthCheck(TimeProvider.System)])
            await Eventually.IsAsync(() => check.CheckHealthAsync(new AkkaHealthCheckContext(node.System)), found => found.Status == HealthStatus.Healthy);
        // A list with a hole in it would look like a whole one.
        await Assert.ThrowsAnyAsync<Exception>(() => node.Tale.Index.QueryAsync(new TransactionQuery()));
        _store.Restore(1);

        Assert.Equal(TransactionStatus.Completed, (await node.Client.WatchAsync(away).WaitAsync(Node.Patience))!.Status);
        await Eventually.IsAsync(() => RefusalAsync(node, _store.IdIn(1, "again")), refusal => refusal is null);
    }

    [SkippableFact]
    public async Task What_was_open_goes_on_in_the_next_life_also_while_one_is_away()
    {
        using var server = new PostgresServer();
        var store = new SeveralTestStore(new PostgresTestStore(server), new PostgresTestStore(), new PostgresTestStore());
        await using (var node = Node.Start(store, Held))
        {
            for (var place = 0; place < 3; place++)
                await node.StartAsync("held", 1, store.IdIn(place, "held"));
            await _gate.Reached;
        }
        _gate.Open();
        server.Stop();

        await using var next = Node.Start(store, "akka.persistence.journal.tale-postgres.max-probe-delay = 200ms", Held);
        foreach (var place in (int[])[1, 2])
            await Eventually.IsAsync(
                () => Task.FromResult(store.Databases[place].Scalar("SELECT min(status) FROM tale_transaction")), status => status == $"{(int)TransactionStatus.Completed}");
        server.Start();

        await Eventually.IsAsync(
            () => Task.FromResult(store.Databases[0].Scalar("SELECT min(status) FROM tale_transaction")), status => status == $"{(int)TransactionStatus.Completed}");
    }

    /// <summary>Those that may not begin at present give their turn to those that may.</summary>
    [SkippableFact]
    public async Task Steps_of_one_that_is_away_keep_no_place_from_those_of_the_others()
    {
        var narrow = Transaction.Define<int>("narrow").Step("wait", async (int n, StepContext _) =>
        {
            await _gate.PassAsync();
            return n;
        }, step => step.MaxConcurrent(2)).Build();
        await using var node = Node.Start(
            _store, "tale.lease.duration = 2s \n akka.persistence.journal.tale-postgres.max-probe-delay = 200ms", narrow);
        for (var i = 0; i < 2; i++)
            await node.StartAsync("narrow", 1, _store.IdIn(2, $"first{i}"));
        await _gate.Reached;
        for (var i = 0; i < 6; i++)
            await node.StartAsync("narrow", 1, _store.IdIn(1, $"away{i}"));
        for (var i = 0; i < 3; i++)
            await node.StartAsync("narrow", 1, _store.IdIn(2, $"here{i}"));
        _store.CutOff(1);
        await Node.UntilAsync(() => node.Tale.Runtime!.Leases.All[1].Refusal is not null);
        _gate.Open();

        for (var i = 0; i < 3; i++)
            Assert.Equal(TransactionStatus.Completed, (await node.Client.WatchAsync(_store.IdIn(2, $"here{i}")).WaitAsync(Node.Patience))!.Status);
        _store.Restore(1);
        for (var i = 0; i < 6; i++)
            Assert.Equal(TransactionStatus.Completed, (await node.Client.WatchAsync(_store.IdIn(1, $"away{i}")).WaitAsync(Node.Patience))!.Status);
    }

    /// <summary>It has no log yet, and would have all of them at its next write.</summary>
    [SkippableFact]
    public async Task One_that_a_single_node_has_open_is_not_made_one_of_several()
    {
        var (first, second) = (new PostgresTestStore(), new PostgresTestStore());
        await using (var node = Node.Start(first, AddTwo))
        {
            Refused("a node has it open", first, second);
            await node.RunAsync(AddTwo, 1, "t");
        }

        await using var again = Node.Start(first, AddTwo);
        Assert.Equal(3, (await again.RunAsync(AddTwo, 1, "t2")).Result);
    }

    /// <summary>The process that told them which they are was killed in the middle of it.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Those_that_were_half_told_which_they_are_are_told_the_rest(bool isFirstTold)
    {
        var databases = new[] { new PostgresTestStore(), new PostgresTestStore() };
        foreach (var database in databases)
            ((ITestStore)database).Open().OpenWriter().Dispose();
        var group = Guid.NewGuid();
        databases[1].Execute($"INSERT INTO tale_layout VALUES (1, '{group}', 2, 2, 1024, 0)");
        if (isFirstTold)
            databases[0].Execute($"INSERT INTO tale_layout VALUES (1, '{group}', 1, 2, 1024, NULL)");
        Refused("is about to be no. 2 of 2", databases[1]);

        await using var node = Node.Start(new SeveralTestStore(databases), AddTwo);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.RunAsync(AddTwo, i, $"t-{i}")));
        Assert.All(databases, database => Assert.Equal(0, database.Count("SELECT count(*) FROM tale_layout WHERE moving_to IS NOT NULL")));
    }

    [SkippableFact]
    public async Task A_second_node_is_refused_and_takes_nothing_of_what_it_could_have()
    {
        await using var node = Node.Start(_store, AddTwo);
        var refused = Assert.Throws<DatabaseInUseException>(() => Node.Start(_store, AddTwo));

        Assert.Contains("is owned by another node", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await node.RunAsync(AddTwo, 1, _store.IdIn(2))).Result);
    }

    [SkippableFact]
    public async Task Databases_in_another_order_or_too_few_or_of_others_are_refused()
    {
        await using (var node = Node.Start(_store, AddTwo))
            await node.RunAsync(AddTwo, 1, "t");
        var databases = _store.Databases;
        var foreign = new SeveralTestStore(3);
        await using (var node = Node.Start(foreign, AddTwo))
            await node.RunAsync(AddTwo, 1, "t");
        var used = new PostgresTestStore();
        await using (var node = Node.Start(used, AddTwo))
            await node.RunAsync(AddTwo, 1, "t");

        Refused("is no. 2 of 3, and is named as no. 1", databases[1], databases[0], databases[2]);
        Refused("is one of 3 that have the logs together, and 2 are named", databases[0], databases[1]);
        Refused("is one of 3 that have the logs together, and 1 is named", databases[0]);
        Refused("is one of 3 that have the logs together, and 4 are named", [.. databases, new PostgresTestStore()]);
        Refused("has logs that do not belong to those of the other databases", databases[0], databases[1], foreign.Databases[2]);
        Refused("has logs already, and is to be no. 1 of 2", used, new PostgresTestStore());
        Refused("has logs already, and is to be no. 2 of 2", new PostgresTestStore(), used);
        Refused("is empty, and the others with which it is named say that it is no. 3 of 3", databases[0], databases[1], new PostgresTestStore());
        Refused("is empty, and the others with which it is named say that it is no. 1 of 3", new PostgresTestStore(), databases[1], databases[2]);
        var twice = new PostgresTestStore();
        Refused("is named twice", twice, twice);
        await using (var single = Node.Start(used, AddTwo))
            await single.RunAsync(AddTwo, 1, "t2");
    }

    /// <summary>As after a failover to a wrong server: it has the tables, and nothing in them.</summary>
    [SkippableFact]
    public async Task One_that_is_replaced_by_an_empty_one_under_a_running_node_is_not_read_as_if_it_had_nothing()
    {
        await using var node = Node.Start(_store, AddTwo);
        await node.RunAsync(AddTwo, 1, _store.IdIn(1));
        _store.Databases[1].Execute("DELETE FROM tale_layout; DELETE FROM tale_transaction");

        var refused = await Assert.ThrowsAsync<JournalSchemaException>(() => node.Tale.Index.QueryAsync(new TransactionQuery()));
        Assert.Contains("is empty, and the others with which it is named say that it is no. 2 of 3", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalSchemaException>(() => node.Tale.Index.CountAsync(new TransactionQuery()));
    }

    /// <summary>A node that only reads holds nothing open that a move would wait for.</summary>
    [SkippableFact]
    public async Task Whoever_reads_while_logs_are_spread_is_told()
    {
        var database = new PostgresTestStore();
        await using var node = Node.Start(database, AddTwo);
        await node.RunAsync(AddTwo, 1, "t");
        database.Execute($"INSERT INTO tale_layout VALUES (1, '{Guid.NewGuid()}', 1, 1, 1024, 2)");

        var refused = await Assert.ThrowsAsync<JournalSchemaException>(() => node.Tale.Index.QueryAsync(new TransactionQuery()));
        Assert.Contains("are being spread over 2 databases", refused.Message, StringComparison.Ordinal);
        database.Execute("DELETE FROM tale_layout");
        Assert.Single((await node.Tale.Index.QueryAsync(new TransactionQuery())).Transactions);
    }

    private static void Refused(string problem, params PostgresTestStore[] databases)
    {
        var refused = Assert.Throws<JournalSchemaException>(() => Start(databases));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    private static void Start(params PostgresTestStore[] databases) => Node.Start(
        databases is [var only] ? only : new SeveralTestStore(databases), AddTwo).DisposeAsync().AsTask().Wait(Node.Patience);

    private TransactionDefinition<int, int> Held => Transaction.Define<int>("held")
        .Step("wait", async (n, _) =>
        {
            await _gate.PassAsync();
            return n;
        }).Build();

    private static async Task<TransactionRejectedException?> RefusalAsync(Node node, string id)
    {
        try
        {
            await node.RunAsync(AddTwo, 1, id);
            return null;
        }
        catch (TransactionRejectedException e)
        {
            return e;
        }
    }
}
