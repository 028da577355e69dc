using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests;

/// <summary>Three nodes that run the same transactions.</summary>
public sealed class SpreadTests
{
    private readonly Ledger _ledger = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SkippableFact]
    public async Task What_is_started_on_any_node_runs_on_all_of_them_each_step_once()
    {
        await using var cluster = new TestCluster(Trips);
        var nodes = await cluster.JoinAsync(3);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            nodes[i % 3].Client.RunAsync(Trip(""), i, new StartOptions { TransactionId = $"t:{i}" }).WaitAsync(TestCluster.Patience)));

        Assert.All(outcomes, outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.Equal(120, _ledger.Lines.Select(line => line.Key).Distinct().Count());
        Assert.Equal(120, _ledger.Lines.Count);
        Assert.Equal(3, _ledger.Lines.Select(line => line.Node).Distinct().Count());
        Assert.All(await nodes[2].HealthAsync(), entry => Assert.Equal(HealthStatus.Healthy, entry.Value.Status));
        var page = await nodes[1].Client.ListAsync(new() { Limit = 100 });
        Assert.Equal(60, page.Transactions.Count);
    }

    [SkippableFact]
    public async Task What_a_lost_node_was_at_goes_on_elsewhere_and_callers_on_other_nodes_are_answered()
    {
        await using var cluster = new TestCluster(Trips);
        var nodes = await cluster.JoinAsync(3);
        var outcomes = Enumerable.Range(0, 30).Select(i =>
            nodes[i % 2].Client.RunAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await _ledger.ReachesAsync(30, "hold");

        await nodes[2].CrashAsync();
        _open.SetResult();

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        var lost = _ledger.Lines.Where(line => line is { Node: "node-3" } && line.Key.StartsWith("hold", StringComparison.Ordinal)).Select(line => line.Key).ToHashSet();
        Assert.NotEmpty(lost);
        // Open when its node was lost: once more. All others once.
        foreach (var i in Enumerable.Range(0, 30))
        {
            Assert.Equal(lost.Contains($"hold h{i}") ? 2 : 1, _ledger.Count($"hold h{i}"));
            Assert.Equal(1, _ledger.Count($"after h{i}"));
        }
    }

    [SkippableFact]
    public async Task A_node_that_stops_in_order_hands_over_and_nothing_is_repeated()
    {
        await using var cluster = new TestCluster(Trips);
        var nodes = await cluster.JoinAsync(3);
        using var ends = new CancellationTokenSource();
        var outcomes = new List<Task<TransactionOutcome<int>>>();
        var starts = Task.Run(async () =>
        {
            for (var i = 0; !ends.IsCancellationRequested; i++, await Task.Delay(10))
                outcomes.Add(nodes[0].Client.RunAsync(Trip(""), i, new StartOptions { TransactionId = $"s{i}" }));
        });
        await _ledger.ReachesAsync(50, "pay");

        await nodes[1].StopAsync();
        await nodes[2].StopAsync();
        var reached = _ledger.Lines.Count(line => line.Key.StartsWith("pay", StringComparison.Ordinal));
        await _ledger.ReachesAsync(reached + 50, "pay");
        await ends.CancelAsync();
        await starts;

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.Equal(_ledger.Lines.Count, _ledger.Lines.Select(line => line.Key).Distinct().Count());
        Assert.Equal(2 * outcomes.Count, _ledger.Lines.Count);
    }

    /// <summary>Shards move to it, and steps that take longer than they are given are told, and repeated where their shard is.</summary>
    [SkippableFact]
    public async Task A_node_that_joins_takes_over_long_steps_only_after_they_have_ended()
    {
        await using var cluster = new TestCluster(node => [Long(node)]);
        var first = await cluster.JoinAsync();
        var outcomes = Enumerable.Range(0, 40).Select(i =>
            first.Client.RunAsync(Long(""), i, new StartOptions { TransactionId = $"l{i}" })).ToList();
        await _ledger.ReachesAsync(40, "begin");

        await cluster.JoinAsync();
        // Some were told, and go on at the new node.
        await _ledger.ReachesAsync(41, "begin");
        _open.SetResult();

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        var lines = _ledger.Lines;
        Assert.Contains(lines, line => line.Node == "node-2");
        foreach (var i in Enumerable.Range(0, 40))
        {
            // Begun and ended in turn: never twice at a time.
            var mine = lines.Where(line => line.Key.EndsWith($" l{i}", StringComparison.Ordinal)).Select(line => line.Key.Split(' ')[0]).ToList();
            Assert.All(mine.Chunk(2), pair => Assert.Equal(["begin", "end"], pair));
            Assert.InRange(mine.Count, 2, 4);
        }
    }

    [SkippableFact]
    public async Task A_node_without_the_role_is_a_client_and_runs_nothing()
    {
        await using var cluster = new TestCluster(Trips);
        await cluster.JoinAsync(2);
        var client = await cluster.JoinAsync("web");

        for (var i = 0; i < 10; i++)
            Assert.Equal(i + 2, (await client.Client.RunAsync(Trip(""), i).WaitAsync(TestCluster.Patience)).Result);

        Assert.DoesNotContain(_ledger.Lines, line => line.Node == client.Name);
        Assert.Throws<InvalidOperationException>(() => client.Tale.Operations);
        Assert.All(await client.HealthAsync(), entry => Assert.Equal(HealthStatus.Healthy, entry.Value.Status));
    }

    [SkippableFact]
    public async Task Children_may_live_on_other_nodes_and_a_failed_one_has_its_parent_go_back()
    {
        await using var cluster = new TestCluster(Trips);
        var nodes = await cluster.JoinAsync(3);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            nodes[i % 3].Client.RunAsync(Parent(""), i, new StartOptions { TransactionId = $"p{i}" }).WaitAsync(TestCluster.Patience)));

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(i % 2 == 0 ? TransactionStatus.Completed : TransactionStatus.Compensated, outcomes[i].Status);
            Assert.Equal(1, _ledger.Count($"book p{i}"));
            Assert.Equal(i % 2, _ledger.Count($"cancel p{i}"));
        }
    }

    [SkippableFact]
    public async Task A_follower_on_another_node_sees_every_change_once_though_the_owner_is_lost()
    {
        await using var cluster = new TestCluster(Trips);
        var nodes = await cluster.JoinAsync(3);
        var ids = Enumerable.Range(0, 12).Select(i => $"f{i}").ToList();
        foreach (var id in ids)
            await nodes[0].Client.StartAsync("held", 1, new StartOptions { TransactionId = id }).WaitAsync(TestCluster.Patience);
        await _ledger.ReachesAsync(12, "hold");
        var followed = ids.Select(async id =>
        {
            List<long> revisions = [];
            await foreach (var entry in nodes[0].Client.FollowAsync(id))
                revisions.Add(entry.Revision);
            return revisions;
        }).ToList();

        await nodes[2].CrashAsync();
        _open.SetResult();

        foreach (var revisions in await Task.WhenAll(followed).WaitAsync(TestCluster.Patience))
            Assert.Equal(Enumerable.Range(1, revisions.Count).Select(number => (long)number), revisions);
    }

    private IEnumerable<TransactionDefinition> Trips(string node) => [Trip(node), Held(node), Parent(node)];

    private TransactionDefinition<int, int> Trip(string node) => Transaction.Define<int>("trip")
        .Step("book", async (int n, StepContext step) => { await Task.Delay(20); _ledger.Add(node, $"book {step.TransactionId}"); return n + 1; }).Undo((int _) => { })
        .Step("pay", (int n, StepContext step) => { _ledger.Add(node, $"pay {step.TransactionId}"); return n + 1; }).Build();

    private TransactionDefinition<int, int> Held(string node) => Transaction.Define<int>("held")
        .Step("hold", async (int n, StepContext step) => { _ledger.Add(node, $"hold {step.TransactionId}"); await _open.Task; return n; })
        .Step("after", (int n, StepContext step) => { _ledger.Add(node, $"after {step.TransactionId}"); return n; }).Build();

    private TransactionDefinition<int, int> Long(string node) => Transaction.Define<int>("long")
        .Step("work", async (int n, StepContext step) =>
        {
            _ledger.Add(node, $"begin {step.TransactionId}");
            try
            {
                await _open.Task.WaitAsync(step.CancellationToken);
            }
            finally
            {
                _ledger.Add(node, $"end {step.TransactionId}");
            }
            return n;
        }).Build();

    private TransactionDefinition<int, int> Child(string node) => Transaction.Define<int>("child")
        .Step("fly", (int n, StepContext step) => n % 2 == 0 ? n : throw new InvalidOperationException("full"), step => step.Retry(0)).Build();

    private TransactionDefinition<int, int> Parent(string node) => Transaction.Define<int>("parent")
        .Step("book", (int n, StepContext step) => { _ledger.Add(node, $"book {step.TransactionId}"); return n; })
        .Undo((int _, StepContext step) => _ledger.Add(node, $"cancel {step.TransactionId}"))
        .Child("flight", Child(node)).Build();
}
