using System.Diagnostics;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests;

/// <summary>Bulk operations in a cluster: one node at a time has them, whoever asks.</summary>
public sealed class OperationTests
{
    [SkippableFact]
    public async Task An_operation_is_run_once_whichever_node_is_asked_and_goes_on_when_the_one_that_runs_it_is_lost()
    {
        await using var cluster = new TestCluster(_ => [Waits()]);
        var nodes = await cluster.JoinAsync(4);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            nodes[i % 4].Client.StartAsync("waits", i, new StartOptions { TransactionId = $"w{i}" }).WaitAsync(TestCluster.Patience)));

        var request = new OperationRequest(BulkAction.Cancel, new OperationFilter { Definition = "waits" }, "ada", "the approval is off") { OperationId = "op-1" };
        await nodes[3].Tale.Operations.StartAsync(request).WaitAsync(TestCluster.Patience);
        var again = await nodes[2].Tale.Operations.StartAsync(request).WaitAsync(TestCluster.Patience);
        Assert.Equal("op-1", again.OperationId);
        // The oldest has the operations.
        await nodes[0].CrashAsync();

        var ended = await EndedAsync(nodes[1]);
        Assert.Equal((60, 0, 0), (ended.Done, ended.Refused, ended.Failed));
        Assert.Equal("op-1", Assert.Single(await nodes[3].Tale.Operations.ListAsync().WaitAsync(TestCluster.Patience)).OperationId);
        for (var i = 0; i < 60; i++)
            Assert.Equal(TransactionStatus.Compensated, (await nodes[1 + (i % 3)].Client.WatchAsync($"w{i}").WaitAsync(TestCluster.Patience))!.Status);
        Assert.Null(await nodes[2].Tale.Operations.GetAsync("op-2").WaitAsync(TestCluster.Patience));
        var conflict = await Assert.ThrowsAsync<OperationRejectedException>(() => nodes[2].Tale.Operations.StartAsync(request with { Why = "another reason" }));
        Assert.Equal(RejectionReason.Conflict, conflict.Reason);
    }

    private static async Task<OperationView> EndedAsync(ClusterNode node)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                if (await node.Tale.Operations.GetAsync("op-1") is { Status: OperationStatus.Ended } ended)
                    return ended;
            }
            catch (OperationRejectedException e) when (e.Reason == RejectionReason.JournalUnavailable)
            {
                // The book comes back.
            }
            Assert.True(watch.Elapsed < TestCluster.Patience);
        }
    }

    private static TransactionDefinition<int, int> Waits() =>
        Transaction.Define<int>("waits").Step("one", (int n) => n).Undo((int _) => { }).WaitFor("go").Build();
}
