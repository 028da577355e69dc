using Xunit.Abstractions;

namespace Tale.Actors.Cluster.Tests.Torture;

/// <summary>
/// Processes that die, sleep and lose each other, in an order that a seed says: TALE_TORTURE_SEEDS=1..20 names them. With even seeds logs are in two databases.
/// </summary>
public sealed class ClusterTortureTests(ITestOutputHelper output)
{
    private const int Shown = 3;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static string? Named => Environment.GetEnvironmentVariable("TALE_TORTURE_SEEDS");

    public static TheoryData<int> Seeds
    {
        get
        {
            var range = (Named ?? "1").Split("..").Select(int.Parse).ToList();
            return [.. Enumerable.Range(range[0], range[^1] - range[0] + 1)];
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    [Trait("Failure", "F28")]
    [Trait("Failure", "F29")]
    [Trait("Failure", "F50")]
    public async Task A_cluster_in_trouble_ends_every_transaction_as_an_untroubled_one_would(int seed)
    {
        Skip.If(Named is null, "A minute each, for the seeds that TALE_TORTURE_SEEDS names, such as 1..20; .ci/run names one.");
        await using var cluster = new TorturedCluster(databases: seed % 2 == 0 ? 2 : 1);
        await cluster.AtWorkAsync();
        await Task.WhenAll(Fault.Of(seed, nodes: 3).Select(cluster.SufferAsync));
        cluster.Chronicle.Add("all faults are over");
        var hasEnded = await cluster.EndsAsync(Bound);
        cluster.Chronicle.Add(hasEnded ? "all has ended" : "not all has ended");

        var judge = new Judge(cluster);
        var violations = judge.Violations().ToList();
        var report = $"""
            seed {seed}: {cluster.Scalar("SELECT count(*) FROM wanted")} transactions, {cluster.Scalar("SELECT count(*) FROM ledger")} effects, {judge.Repeated} repeated, {judge.Late} written late
            {cluster.Chronicle}
            {string.Join('\n', violations.Select(violation => $"{violation.Transaction}: {violation.Rule}"))}
            {string.Join("\n\n", violations.Select(violation => violation.Transaction).Distinct().Take(Shown).Select(judge.History))}
            """;
        output.WriteLine(report);
        Assert.True(hasEnded && violations.Count == 0, $"{report}\nlogs of the nodes: {cluster.Logs.FullName}");
        cluster.Logs.Delete(recursive: true);
    }
}
