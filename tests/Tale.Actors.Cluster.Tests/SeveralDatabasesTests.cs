using Akka.Actor;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests;

/// <summary>A cluster whose logs are in two databases, each on a server of its own.</summary>
public sealed class SeveralDatabasesTests
{
    private const int Count = 24;

    private readonly Ledger _ledger = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SkippableFact]
    public async Task What_a_lost_node_was_at_goes_on_in_both()
    {
        await using var cluster = new TestCluster(Definitions, databases: 2);
        var nodes = await cluster.JoinAsync(3);
        var outcomes = await StartedAsync(nodes[0]);

        await nodes[2].CrashAsync();
        _open.SetResult();

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.All(Enumerable.Range(0, Count), i => Assert.InRange(_ledger.Count($"hold h{i}"), 1, 2));
    }

    /// <summary>What the lost node was at is taken over where that can be, and nobody ends because of the rest.</summary>
    [SkippableFact]
    public async Task While_one_is_away_and_a_node_is_lost_what_is_in_the_other_goes_on_and_the_rest_when_it_is_back()
    {
        await using var cluster = new TestCluster(Definitions, databases: 2);
        var nodes = await cluster.JoinAsync(3);
        var outcomes = await StartedAsync(nodes[0]);
        cluster.Servers[1].Stop();
        while (LeaseOf(nodes[0], Away(nodes[0]).First()).Refusal is null || LeaseOf(nodes[1], Away(nodes[0]).First()).Refusal is null)
            await Task.Delay(20);

        await nodes[2].CrashAsync();
        _open.SetResult();

        var here = Enumerable.Range(0, Count).Except(Away(nodes[0])).ToList();
        Assert.All(
            await Task.WhenAll(here.Select(i => outcomes[i])).WaitAsync(TestCluster.Patience),
            outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.All(nodes.Take(2), node => Assert.Null(node.Tale.Runtime!.Leases.Refusal));
        var refused = await Assert.ThrowsAsync<TransactionRejectedException>(
            () => nodes[1].Client.StartAsync("held", 1, new StartOptions { TransactionId = NewIn(nodes[0], 1) }).WaitAsync(TestCluster.Patience));
        Assert.Equal(RejectionReason.JournalUnavailable, refused.Reason);
        cluster.Servers[1].Start();

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.All(nodes.Take(2), node => Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason));
    }

    private async Task<List<Task<TransactionOutcome<int>>>> StartedAsync(ClusterNode client)
    {
        var outcomes = Enumerable.Range(0, Count).Select(i =>
            client.Client.RunAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await Task.WhenAny(Task.WhenAny(outcomes).Unwrap(), _ledger.ReachesAsync(Count, "hold")).Unwrap();   // one that is refused says why
        return outcomes;
    }

    /// <summary>The numbers of those that are in the second database.</summary>
    private static IEnumerable<int> Away(ClusterNode node) =>
        Enumerable.Range(0, Count).Where(i => LeaseOf(node, i) == node.Tale.Runtime!.Leases.All[1]);

    private static string NewIn(ClusterNode node, int database) =>
        Enumerable.Range(0, 1_000).Select(i => $"new{i}").First(id => node.Tale.Runtime!.Leases.Of($"tale-{id}") == node.Tale.Runtime.Leases.All[database]);

    private static ILease LeaseOf(ClusterNode node, int number) => node.Tale.Runtime!.Leases.Of($"tale-h{number}");

    private IEnumerable<TransactionDefinition> Definitions(string node) => [Held(node)];

    private TransactionDefinition<int, int> Held(string node) => Transaction.Define<int>("held")
        .Step("hold", async (int n, StepContext step) => { _ledger.Add(node, $"hold {step.TransactionId}"); await _open.Task.WaitAsync(step.CancellationToken); return n; })
        .Step("after", (int n) => n + 1).Build();
}
