using System.Diagnostics;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests;

/// <summary>A new version of a definition is rolled out: nodes 1 to 3 do not know it, later ones do.</summary>
public sealed class RolloutTests
{
    private readonly Ledger _ledger = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SkippableFact]
    public async Task A_start_of_a_version_that_only_new_nodes_know_is_run_there_whoever_starts_it()
    {
        await using var cluster = new TestCluster(Definitions);
        var old = await cluster.JoinAsync(3);
        // Shards are at the old nodes.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => old[0].Client.RunAsync(Trip(1, ""), i).WaitAsync(TestCluster.Patience)));
        var renewed = await cluster.JoinAsync();

        var outcomes = Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? renewed : old[i % 3]).Client
            .RunAsync(Trip(2, ""), i, i % 3 == 0 ? null : new StartOptions { TransactionId = $"n{i}" }).WaitAsync(TestCluster.Patience)).ToList();
        var olds = Enumerable.Range(0, 30).Select(i => old[i % 3].Client.RunAsync(Trip(1, ""), i).WaitAsync(TestCluster.Patience)).ToList();

        Assert.All(await Task.WhenAll(outcomes), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.All(await Task.WhenAll(olds), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        var lines = _ledger.Lines.Where(line => line.Key.StartsWith("v2", StringComparison.Ordinal)).ToList();
        Assert.Equal(30, lines.Count);
        Assert.All(lines, line => Assert.Equal(renewed.Name, line.Node));
    }

    [SkippableFact]
    public async Task A_start_that_nobody_knows_is_refused_by_whoever_gets_it()
    {
        await using var cluster = new TestCluster(Definitions);
        var old = await cluster.JoinAsync(2);

        foreach (var id in new[] { null, "a", "b", "c", "d" })
        {
            var refused = await Assert.ThrowsAsync<TransactionRejectedException>(() => old[0].Client
                .StartAsync("trip", 1, new StartOptions { TransactionId = id, Version = 7 }).WaitAsync(TestCluster.Patience));
            Assert.Equal(RejectionReason.UnknownDefinition, refused.Reason);
        }
    }

    /// <summary>The new node is lost. Old ones get what it was at, and cannot read it; another new one joins.</summary>
    [SkippableFact]
    public async Task What_old_nodes_cannot_read_they_leave_alone_until_a_new_one_has_it()
    {
        await using var cluster = new TestCluster(Definitions);
        var old = await cluster.JoinAsync(3);
        var renewed = new[] { await cluster.JoinAsync(), await cluster.JoinAsync() };
        var outcomes = Enumerable.Range(0, 20).Select(i =>
            old[i % 3].Client.RunAsync(Trip(2, ""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await _ledger.ReachesAsync(20, "v2");
        Assert.Equal(2, _ledger.Lines.Where(line => line.Key.StartsWith("v2", StringComparison.Ordinal)).Select(line => line.Node).Distinct().Count());

        await renewed[1].CrashAsync();
        _open.SetResult();

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        foreach (var i in Enumerable.Range(0, 20))
        {
            var history = await renewed[0].Client.GetHistoryAsync($"h{i}");
            Assert.DoesNotContain(history!.Entries, entry => entry.Kind == HistoryKind.Suspended);
        }
    }

    /// <summary>The roll-out is taken back. What the new node had drawn to it goes on where it can, and old transactions of the same shards too.</summary>
    [SkippableFact]
    public async Task Shards_that_the_only_new_node_had_drawn_to_it_go_back_when_it_stops()
    {
        await using var cluster = new TestCluster(Definitions);
        var old = await cluster.JoinAsync(3);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => old[0].Client.RunAsync(Trip(1, ""), i).WaitAsync(TestCluster.Patience)));
        var renewed = await cluster.JoinAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            old[i % 3].Client.RunAsync(Trip(2, ""), i, new StartOptions { TransactionId = $"n{i}" }).WaitAsync(TestCluster.Patience)));

        await renewed.StopAsync();

        var olds = Enumerable.Range(0, 30).Select(i => old[i % 3].Client
            .RunAsync(Trip(1, ""), i, new StartOptions { TransactionId = $"o{i}" }).WaitAsync(TestCluster.Patience)).ToList();
        Assert.All(await Task.WhenAll(olds), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
    }

    /// <summary>As after an outage of the database: some have their leases back before others.</summary>
    [SkippableFact]
    public async Task A_start_is_not_refused_because_the_lease_of_the_node_that_knows_it_has_lapsed_for_a_moment()
    {
        await using var cluster = new TestCluster(Definitions);
        var old = await cluster.JoinAsync(3);
        var renewed = await cluster.JoinAsync();
        await old[0].Client.RunAsync(Trip(2, ""), 1).WaitAsync(TestCluster.Patience);
        await Task.Delay(TimeSpan.FromSeconds(16));   // it has not just joined

        cluster.Execute(
            $$"""
            CREATE FUNCTION lapse() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.until := clock_timestamp() - interval '1 second'; RETURN NEW; END $f$;
            CREATE TRIGGER lapse BEFORE UPDATE ON tale_member FOR EACH ROW WHEN (NEW.address LIKE '%:{{renewed.Address.Port}}#%') EXECUTE FUNCTION lapse()
            """);
        await Task.Delay(TimeSpan.FromSeconds(6));   // all have looked
        var outcomes = Enumerable.Range(0, 6).Select(i =>
            old[i % 3].Client.RunAsync(Trip(2, ""), i, new StartOptions { TransactionId = $"n{i}" })).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));
        cluster.Execute("DROP TRIGGER lapse ON tale_member");

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
    }

    /// <summary>Nobody knew it for a while, and old nodes have said so in its log.</summary>
    /// <param name="isDrawn">Whether its shard was asked to go to a node that knows it; else it was there by chance.</param>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_suspended_because_nobody_knew_it_goes_on_once_a_node_that_does_has_joined(bool isDrawn)
    {
        await using var cluster = new TestCluster(Definitions);
        var old = await cluster.JoinAsync(3);
        var renewed = await cluster.JoinAsync();
        var ids = isDrawn ? ["h1"] : await HeldAtAsync(renewed, old[0]);
        foreach (var id in ids)
            await renewed.Client.StartAsync("trip", 1, new StartOptions { TransactionId = id, Version = 2 }).WaitAsync(TestCluster.Patience);
        await _ledger.ReachesAsync(ids.Count, "v2");
        await renewed.CrashAsync();
        await UntilAllAreAsync(TransactionStatus.Suspended);
        _open.SetResult();

        await cluster.JoinAsync();

        await UntilAllAreAsync(TransactionStatus.Completed);

        async Task UntilAllAreAsync(TransactionStatus status)
        {
            // Not by asking for them: that would bring each into memory, and have it looked at.
            for (var watch = Stopwatch.StartNew(); ; await Task.Delay(200))
            {
                var rows = (await old[0].Client.ListAsync(new TransactionQuery { IdPrefix = "h", Limit = 100 })).Transactions;
                if (rows.Count == ids.Count && rows.All(row => row.Status == status))
                    return;
                Assert.True(watch.Elapsed < TestCluster.Patience, string.Join(", ", rows.Select(row => $"{row.TransactionId} is {row.Status}")));
            }
        }
    }

    /// <returns>An id in each of some shards that are at a node.</returns>
    private async Task<IReadOnlyList<string>> HeldAtAsync(ClusterNode node, ClusterNode client)
    {
        await Task.Delay(TimeSpan.FromSeconds(4));   // shards come to it
        for (var i = 0; i < 40; i++)
            await client.Client.RunAsync(Trip(1, ""), i, new StartOptions { TransactionId = $"p{i}" }).WaitAsync(TestCluster.Patience);
        var shards = _ledger.Lines.Where(line => line.Node == node.Name && line.Key.StartsWith("v1 p", StringComparison.Ordinal))
            .Select(line => ShardKey.Of(line.Key.Split(' ')[1], 16)).ToHashSet();
        Assert.NotEmpty(shards);
        return [.. shards.Select(shard => Enumerable.Range(0, 1000).Select(i => $"h{i}").First(id => ShardKey.Of(id, 16) == shard))];
    }

    private IEnumerable<TransactionDefinition> Definitions(string node) =>
        node is "node-1" or "node-2" or "node-3" ? [Trip(1, node)] : [Trip(1, node), Trip(2, node)];

    private TransactionDefinition<int, int> Trip(int version, string node) => Transaction.Define<int>("trip", version)
        .Step("book", async (int n, StepContext step) =>
        {
            _ledger.Add(node, $"v{version} {step.TransactionId}");
            if (version == 2 && step.TransactionId[0] == 'h')
                await _open.Task.WaitAsync(step.CancellationToken);
            return n;
        }).Build();
}
