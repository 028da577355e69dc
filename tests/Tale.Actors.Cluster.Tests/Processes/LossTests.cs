using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>Nodes that are killed, and nodes that were thought dead and come back. The settings are those that ship.</summary>
public sealed class LossTests
{
    private const int Trips = 40;

    private const string Begun = "SELECT count(*) FROM ledger";
    private const string Steps = "SELECT count(DISTINCT key) FROM ledger";
    private const string Most = "SELECT max(n) FROM (SELECT count(*) AS n FROM ledger GROUP BY key) counts";
    private const string Repeated = "SELECT count(*) FROM (SELECT key FROM ledger GROUP BY key HAVING count(*) > 1) keys";

    [SkippableFact]
    public async Task A_node_that_is_killed_has_its_open_steps_repeated_once_and_nothing_else()
    {
        await using var cluster = new TestCluster(_ => []);
        using var fleet = new Fleet(cluster.ConnectionStrings);
        using var client = await StartAsync(fleet);

        var outcomes = Start(client);
        await fleet.ReachesAsync(2 * Trips, Begun);
        var open = fleet.Scalar("SELECT count(*) FROM ledger WHERE node = 'node-1'");
        fleet.Kill(1);

        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TimeSpan.FromSeconds(90)), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.True(open > 0);
        Assert.Equal(Trips * NodeProcess.Steps, fleet.Scalar(Steps));
        Assert.True(fleet.Scalar(Most) <= 2);
        Assert.InRange(fleet.Scalar(Repeated), 1, Trips);
        Assert.Equal(0, fleet.Scalar("SELECT count(*) FROM (SELECT key FROM ledger GROUP BY key HAVING count(*) > 1 AND bool_and(node <> 'node-1')) others"));
    }

    [SkippableFact]
    public async Task A_zombie_begins_nothing_when_it_wakes()
    {
        await using var cluster = new TestCluster(_ => []);
        using var fleet = new Fleet(cluster.ConnectionStrings);
        using var client = await StartAsync(fleet);

        var outcomes = Start(client);
        await fleet.ReachesAsync(2 * Trips, Begun);
        Assert.NotEqual(0, fleet.Scalar("SELECT count(*) FROM ledger WHERE node = 'node-1'"));
        fleet.Pause(1);
        await FleetClient.SeesAsync(client, 2);
        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TimeSpan.FromSeconds(90)), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        // More, while it sleeps, of which none was ever sent to it.
        var more = Start(client, from: Trips);
        await fleet.ReachesAsync(Trips * NodeProcess.Steps + Trips, Steps);
        var asleep = fleet.Scalar("SELECT max(id) FROM ledger");
        fleet.GoOn(1);

        Assert.All(await Task.WhenAll(more).WaitAsync(TimeSpan.FromSeconds(90)), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        await fleet.ReachesAsync(0, Begun);
        Assert.Equal(0, fleet.Scalar($"SELECT count(*) FROM ledger WHERE node = 'node-1' AND id > {asleep}"));
        Assert.Equal(2 * Trips * NodeProcess.Steps, fleet.Scalar(Steps));
        Assert.True(fleet.Scalar(Most) <= 2);
        Assert.Equal(0, fleet.Scalar("SELECT count(*) FROM (SELECT key FROM ledger GROUP BY key HAVING count(*) > 1 AND bool_and(node <> 'node-1')) others"));
    }

    private static List<Task<TransactionOutcome<int>>> Start(IHost client, int from = 0)
    {
        var tale = client.Services.GetRequiredService<ITaleClient>();
        var definition = NodeProcess.Definition(null!);
        return [.. Enumerable.Range(from, Trips).Select(i => tale.RunAsync(definition, i, new StartOptions { TransactionId = $"t{i}" }))];
    }

    /// <summary>Three nodes, and a client in this process that is a member too. Ends when every node is at work, and gets shards.</summary>
    private static async Task<IHost> StartAsync(Fleet fleet)
    {
        for (var i = 0; i < 3; i++)
            fleet.Start();
        var client = await FleetClient.StartAsync(fleet);
        await fleet.AreAtWorkAsync(3);
        await FleetClient.SeesRegionsAsync(client, 3);
        return client;
    }
}
