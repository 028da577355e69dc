using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>Nodes of another build of Tale beside this one's, as while it is rolled out: tests/mixed/run.sh builds the other one and names it.</summary>
public sealed class MixedBuildTests
{
    /// <summary>The program of these tests as the other build has it.</summary>
    private const string Other = "TALE_OTHER_BUILD";

    private const int Journeys = 60;

    private readonly TaskCompletionSource _isOver = new();

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nodes_of_one_build_are_replaced_by_those_of_the_other_under_traffic(bool isUpgrade)
    {
        var other = Environment.GetEnvironmentVariable(Other);
        Skip.If(other is null, $"Another build is named by {Other}; tests/mixed/run.sh does that.");
        var (before, after) = isUpgrade ? (other, null) : ((string?)null, other);
        await using var cluster = new TestCluster(_ => []);
        using var fleet = new Fleet(cluster.ConnectionStrings);
        for (var i = 0; i < 3; i++)
            fleet.Start(build: before);
        using var client = await FleetClient.StartAsync(fleet);
        await fleet.AreAtWorkAsync(3);
        var tale = client.Services.GetRequiredService<ITaleClient>();
        var running = new List<Task<TransactionOutcome<int>>>();
        var starting = Task.Run(async () =>
        {
            for (var i = 0; !_isOver.Task.IsCompleted; i++)
            {
                running.Add(tale.RunAsync(Journey.Definition(null!), i, new StartOptions { TransactionId = $"j{i}" }));
                await Task.Delay(100);
            }
        });

        // The seed node last: those that come join by it.
        foreach (var leaving in new[] { 1, 2, 0 })
        {
            fleet.Start(build: after);
            await fleet.AreAtWorkAsync(4);
            Assert.Equal(0, await fleet.StopAsync(leaving));
            await fleet.AreAtWorkAsync(3);
        }
        await fleet.ReachesAsync(Journeys, "SELECT count(DISTINCT split_part(key, '/', 1)) FROM ledger");
        _isOver.SetResult();
        await starting;

        var outcomes = await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(90));
        for (var i = 0; i < outcomes.Length; i++)
            Assert.Equal(Journey.FailsAt(i) is null ? TransactionStatus.Completed : TransactionStatus.Compensated, outcomes[i].Status);
        Assert.Equal(0, fleet.Scalar("SELECT count(*) FROM (SELECT key FROM ledger GROUP BY key HAVING count(*) > 1) repeated"));
    }
}
