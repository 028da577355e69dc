using Akka.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;

namespace Tale.Actors.Cluster.Tests;

/// <summary>What a node says about its cluster.</summary>
public sealed class LookTests
{
    private readonly Ledger _ledger = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SkippableFact]
    public async Task Which_nodes_there_are_how_many_shards_each_has_and_how_many_transactions()
    {
        await using var cluster = new TestCluster(node => [Held(node)]);
        var nodes = await cluster.JoinAsync(2);
        var web = await cluster.JoinAsync(role: "web");
        for (var i = 0; i < 40; i++)
            await nodes[0].Client.StartAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" }).WaitAsync(TestCluster.Patience);
        await _ledger.ReachesAsync(40, "hold");

        var seen = await TaleCluster.LookAsync(nodes[1].System);

        Assert.Equal(nodes.Append(web).Select(node => node.Address).ToHashSet(), seen.Select(node => node.Address).ToHashSet());
        Assert.All(seen, node => Assert.True(node is { Status: MemberStatus.Up, IsReachable: true }));
        Assert.InRange(seen.Sum(node => node.Shards)!.Value, 2, 16);   // the others are nowhere yet
        foreach (var node in nodes)
        {
            var held = _ledger.Lines.Count(line => line.Node == node.Name);
            Assert.InRange(held, 1, 39);
            Assert.Equal(held, seen.Single(other => other.Address == node.Address).Active);
        }
        Assert.Null(seen.Single(node => node.Address == web.Address).Active);
        _open.SetResult();
    }

    [SkippableFact]
    public async Task A_node_is_ready_as_long_as_it_reaches_any_transaction_and_says_who_is_not_reachable()
    {
        await using var cluster = new TestCluster(node => [Held(node)]);
        var nodes = await cluster.JoinAsync(3);
        await IsHealthyAsync(nodes[0], "The cluster has 3 nodes.");
        await IsHealthyAsync(nodes[2], "The cluster has 3 nodes.");

        await nodes[2].CrashAsync();

        await IsHealthyAsync(nodes[0], $"not reachable: {nodes[2].Address}");
        await IsHealthyAsync(nodes[0], "The cluster has 2 nodes.");
    }

    /// <summary>Until it says so; it is never unhealthy meanwhile.</summary>
    private static async Task IsHealthyAsync(ClusterNode node, string text)
    {
        using var patience = new CancellationTokenSource(TestCluster.Patience);
        while (true)
        {
            var health = (await node.HealthAsync())["tale.cluster"];
            Assert.True(health.Status == HealthStatus.Healthy, health.Description);
            if (health.Description!.Contains(text, StringComparison.Ordinal))
                return;
            await Task.Delay(20, patience.Token);
        }
    }

    private TransactionDefinition<int, int> Held(string node) => Transaction.Define<int>("held")
        .Step("hold", async (int n, StepContext step) => { _ledger.Add(node, $"hold {step.TransactionId}"); await _open.Task.WaitAsync(step.CancellationToken); return n; })
        .Build();
}
