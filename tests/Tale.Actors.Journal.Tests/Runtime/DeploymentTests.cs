using System.Text.Json;
using Tale.Actors.Definitions;
using Tale.Actors.Deployments;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>F16, F17: deployments one after another on the same data, and what each says of the transactions in flight.</summary>
public sealed class DeploymentTests : IDisposable
{
    private static readonly TransactionDefinition<int, int> V1 =
        Transaction.Define<int>("t").WaitFor("go").Step("one", (int n) => n + 1).Build();

    private static readonly TransactionDefinition<int, int> Changed =
        Transaction.Define<int>("t").WaitFor("go").Step("one", (int n) => n + 1, step => step.Retry(2)).Build();

    private static readonly TransactionDefinition<int, int> V2 =
        Transaction.Define<int>("t", version: 2).WaitFor("go").Step("one", (int n) => n + 100).Build();

    private readonly SqliteTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task F17_after_a_deployment_it_tells_whom_it_has_affected_and_that_the_old_shape_brings_them_back()
    {
        await StartedAsync("t1", "t2");

        await using (var changed = Node.Start(_store, Changed))
        {
            // Nobody has asked for them here: the index still says that they run.
            var diff = await changed.Client.DiffAsync(changed.Tale.Registry).WaitAsync(Node.Patience);
            var version = Assert.Single(diff.Versions);
            Assert.Equal((DeploymentEffect.Changed, 2L, 2L, 2), (version.Effect, version.Open, version.Affected, version.Read));
            Assert.Equal((Changed.Hash, Changed.Hash), (version.Hash, version.RegisteredHash));
            // The old definition is not here, so neither its steps nor its differences can be told.
            Assert.Empty(version.Changes);
            var nowhere = Assert.Single(version.OpenSteps);
            Assert.Null(nowhere.Step);
            Assert.Equal(["t1", "t2"], nowhere.TransactionIds);

            await changed.ListedAsync("t1", row => row.Status == TransactionStatus.Suspended);
            await changed.ListedAsync("t2", row => row.Status == TransactionStatus.Suspended);
            var again = await changed.Client.DiffAsync(changed.Tale.Registry).WaitAsync(Node.Patience);
            Assert.Equal((0L, 2L, 2L), (again.Versions[0].Running, again.Versions[0].Suspended, again.Affected));
            var back = await changed.Client.DiffAsync(changed.Tale.Registry, [V1]).WaitAsync(Node.Patience);
            Assert.Equal((0L, DeploymentEffect.Unchanged), (back.Affected, back.Versions[0].Effect));
        }

        await using var node = Node.Start(_store, V1, V2);
        Assert.True((await node.Client.DiffAsync(node.Tale.Registry).WaitAsync(Node.Patience)).IsSafe);
        await CompletesAsync(node, "t1", 2);
    }

    [Fact]
    public async Task F16_F17_a_version_that_is_gone_suspends_its_transactions_and_side_by_side_both_go_on()
    {
        await StartedAsync("t1");

        await using (var without = Node.Start(_store, V2))
        {
            await without.StartAsync("t", 1, "u1");
            var diff = await without.Client.DiffAsync(without.Tale.Registry).WaitAsync(Node.Patience);
            Assert.Equal(
                [(1, DeploymentEffect.Missing, 1L, 1L), (2, DeploymentEffect.Unchanged, 1L, 0L)],
                diff.Versions.Select(version => (version.Version, version.Effect, version.Open, version.Affected)));
            // It waits for a signal, so nobody had looked at it until then.
            await without.ListedAsync("t1", row => row.Status == TransactionStatus.Suspended);
            // What a deployment of another shape of the missing version would do is told from the hash in the log.
            var other = await without.Client.DiffAsync(without.Tale.Registry, [Changed, V2]).WaitAsync(Node.Patience);
            Assert.Equal((DeploymentEffect.Changed, 1L), (other.Versions[0].Effect, other.Versions[0].Affected));
            Assert.Null(other.Versions[0].RegisteredHash);
        }

        await using var both = Node.Start(_store, V1, V2);
        // At once, and without a word from anybody.
        await both.ListedAsync("t1", row => row.Status == TransactionStatus.Running);
        await CompletesAsync(both, "t1", 2);
        await CompletesAsync(both, "u1", 101);
    }

    [Fact]
    public async Task A_manifest_goes_through_JSON_and_says_the_same()
    {
        await StartedAsync("t1");
        await using var node = Node.Start(_store, V1);
        var json = JsonSerializer.Serialize(new[] { DefinitionManifest.Of(Changed) });

        var diff = await node.Client.DiffManifestsAsync(
            node.Tale.Registry, JsonSerializer.Deserialize<DefinitionManifest[]>(json)!).WaitAsync(Node.Patience);

        var version = Assert.Single(diff.Versions);
        Assert.Equal((DeploymentEffect.Changed, 1L), (version.Effect, version.Affected));
        Assert.Equal(["step 'one' has 2 retries, had none"], version.Changes);
        Assert.Equal("go", Assert.Single(version.OpenSteps).Step);
    }

    private async Task StartedAsync(params string[] ids)
    {
        await using var first = Node.Start(_store, V1);
        foreach (var id in ids)
        {
            await first.StartAsync("t", 1, id);
            await first.ListedAsync(id, row => row.DueAt is null);
        }
    }

    private static async Task CompletesAsync(Node node, string id, int result)
    {
        await node.Client.SignalAsync(new SignalTransaction(id, "go", "s-1")).WaitAsync(Node.Patience);
        await node.ListedAsync(id, row => row.Status == TransactionStatus.Completed);
        Assert.Equal(new TransactionCompleted(id, result), await node.Client.WatchAsync(id).WaitAsync(Node.Patience));
    }
}
