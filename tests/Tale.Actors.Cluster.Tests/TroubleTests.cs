using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Cluster.Tests;

/// <summary>Nodes that are of no use to their cluster any more, or never were, and what must not suffer from them.</summary>
public sealed class TroubleTests
{
    private readonly Ledger _ledger = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SkippableFact]
    public async Task A_node_whose_way_to_the_database_is_cut_ends_and_its_transactions_go_on_elsewhere()
    {
        await using var cluster = new TestCluster(Definitions);
        var first = await cluster.JoinAsync();
        var user = $"u_{Guid.NewGuid():N}";
        var cut = await cluster.JoinAsUserAsync(user);
        var outcomes = Enumerable.Range(0, 20).Select(i =>
            first.Client.RunAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await _ledger.ReachesAsync(20, "hold");
        Assert.Contains(_ledger.Lines, line => line.Node == cut.Name);

        cluster.CutOff(user);

        await cut.System.WhenTerminated.WaitAsync(TestCluster.Patience);
        _open.SetResult();
        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.Null(first.Tale.Runtime!.Leases.Refusal);
    }

    /// <summary>The database was away for all. One has it back some seconds before the other, which looks just then.</summary>
    [SkippableFact]
    public async Task A_node_that_gets_the_database_back_a_little_later_than_the_other_does_not_end()
    {
        var look = TimeSpan.FromSeconds(6);
        await using var cluster = new TestCluster(Definitions);
        var (one, two) = ($"u_{Guid.NewGuid():N}", $"u_{Guid.NewGuid():N}");
        var first = await cluster.JoinAsUserAsync(one, look);
        await Task.Delay(UntilLook(0));
        var second = await cluster.JoinAsUserAsync(two, look);   // looks a little later than the first
        var later = TimeSpan.FromTicks((second.StartedAt - first.StartedAt).Ticks % look.Ticks);
        // The nodes look at times of their own; on a busy machine those may not be as far apart as this needs.
        Skip.If(later < TimeSpan.FromSeconds(0.1) || later > TimeSpan.FromSeconds(5), "The looks of the two nodes came too close together.");
        cluster.CutOff(one);
        cluster.CutOff(two);
        await UntilAsync(() => first.Tale.Runtime!.Leases.Refusal is not null && second.Tale.Runtime!.Leases.Refusal is not null);
        await Task.Delay((look * 2) + UntilLook(-4));

        cluster.Restore(one);
        await Task.Delay(UntilLook(0) + later + TimeSpan.FromSeconds(0.5));
        Assert.Null(first.Tale.Runtime!.Leases.Refusal);
        cluster.Restore(two);

        await UntilAsync(() => second.Tale.Runtime!.Leases.Refusal is null || second.System.WhenTerminated.IsCompleted);
        await Task.Delay(look * 3);
        Assert.False(second.System.WhenTerminated.IsCompleted);
        Assert.Equal(Akka.Cluster.MemberStatus.Up, Akka.Cluster.Cluster.Get(second.System).SelfMember.Status);

        TimeSpan UntilLook(double seconds) => TimeSpan.FromTicks(
            look.Ticks - ((DateTime.UtcNow - first.StartedAt - TimeSpan.FromSeconds(seconds)).Ticks % look.Ticks));
    }

    [SkippableFact]
    public async Task A_node_that_is_struck_out_ends_and_its_transactions_go_on_elsewhere()
    {
        await using var cluster = new TestCluster(Definitions);
        var nodes = await cluster.JoinAsync(2);
        var outcomes = Enumerable.Range(0, 20).Select(i =>
            nodes[0].Client.RunAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await _ledger.ReachesAsync(20, "hold");

        cluster.Execute($"UPDATE tale_member SET struck_out = true WHERE address LIKE '%:{nodes[1].Address.Port}#%'");

        await nodes[1].System.WhenTerminated.WaitAsync(TestCluster.Patience);
        _open.SetResult();
        Assert.All(await Task.WhenAll(outcomes).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
    }

    /// <summary>As after a restart of the only seed node: it would run, beside the others, what is due.</summary>
    [SkippableFact]
    public async Task A_node_that_begins_a_cluster_of_its_own_beside_another_one_begins_nothing()
    {
        await using var cluster = new TestCluster(Definitions);
        var node = await cluster.JoinAsync();
        var outcome = node.Client.RunAsync(Held(""), 1);
        await _ledger.ReachesAsync(1, "hold");

        var alone = await cluster.StartAloneAsync();

        await UntilAsync(() => alone.Tale.Runtime!.Leases.Refusal!.Contains("are no members of its cluster", StringComparison.Ordinal));
        Assert.Contains($":{node.Address.Port}#", alone.Tale.Runtime!.Leases.Refusal, StringComparison.Ordinal);
        // The others have not noticed, and one of them that is lost is followed.
        var others = await cluster.JoinAsync(2);
        await node.CrashAsync();
        _ = outcome;
        _open.SetResult();
        Assert.Equal(2, (await others[1].Client.RunAsync(Held(""), 1).WaitAsync(TestCluster.Patience)).Result);
        await _ledger.ReachesAsync(2, "after");
        Assert.DoesNotContain(_ledger.Lines, line => line.Node == "alone");
    }

    [SkippableFact]
    public async Task What_a_healthy_node_has_waiting_is_its_own_while_another_node_is_unreachable()
    {
        await using var cluster = new TestCluster(Definitions);
        var nodes = await cluster.JoinAsync(3);
        var ids = Enumerable.Range(0, 12).Select(i => $"w{i}").ToList();
        foreach (var id in ids)
            await nodes[0].Client.StartAsync("waits", 1, new StartOptions { TransactionId = id }).WaitAsync(TestCluster.Patience);
        await _ledger.ReachesAsync(12, "before");

        await nodes[2].CrashAsync();
        await UntilAsync(() => Akka.Cluster.Cluster.Get(nodes[0].System).State.Unreachable.Count == 1);
        var healthy = _ledger.Lines.Where(line => line.Node != "node-3").Select(line => line.Key.Split(' ')[1]).ToList();
        Assert.NotEmpty(healthy);
        foreach (var id in healthy)
            Assert.NotNull(await nodes[0].Client.SignalAsync(new SignalTransaction(id, "go", "s-1")).WaitAsync(TestCluster.Patience));
    }

    /// <summary>Akka tells the two oldest of three where shards are, and the others a little later: here much later.</summary>
    [SkippableFact]
    public async Task Shards_stay_where_they_are_when_those_who_knew_where_have_gone_together()
    {
        await using var cluster = new TestCluster(Definitions, hocon: """
            akka.cluster.sharding.distributed-data.gossip-interval = 10m
            akka.cluster.sharding.rebalance-interval = 10m
            """);
        var nodes = await cluster.JoinAsync(3);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => nodes[2].Client.RunAsync(Large(), "", new StartOptions { TransactionId = $"h{i}:before" })));
        await nodes[0].StopAsync();
        var held = Enumerable.Range(0, 32).Select(i => nodes[2].Client.RunAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await _ledger.ReachesAsync(32, "hold");
        var kept = _ledger.Lines.Where(line => line.Node == nodes[2].Name).Select(line => line.Key).ToList();
        Assert.NotEmpty(kept);

        await nodes[1].CrashAsync();
        Akka.Cluster.Cluster.Get(nodes[2].System).Down(nodes[1].Address);
        var next = await cluster.JoinAsync();
        await _ledger.ReachesAsync(64 - kept.Count, "hold");
        foreach (var i in Enumerable.Range(0, 32))
            Assert.NotNull(await next.Client.GetAsync($"h{i}").WaitAsync(TestCluster.Patience));
        _open.SetResult();

        Assert.All(await Task.WhenAll(held).WaitAsync(TestCluster.Patience), outcome => Assert.Equal(TransactionStatus.Completed, outcome.Status));
        Assert.All(kept, key => Assert.Equal(1, _ledger.Count(key)));
        Assert.DoesNotContain(_ledger.Lines.GroupBy(line => line.Key), key => key.Count() > 2);
    }

    /// <summary>Those which nobody has sent anything to since they came, too.</summary>
    [SkippableFact]
    public async Task Empty_shards_stay_where_they_are_when_those_who_knew_where_have_gone_together()
    {
        await using var cluster = new TestCluster(Definitions, hocon: "akka.cluster.sharding.distributed-data.gossip-interval = 10m");
        var nodes = await cluster.JoinAsync(3);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => nodes[2].Client.RunAsync(Large(), "", new StartOptions { TransactionId = $"l{i}" })));
        await nodes[0].StopAsync();

        await nodes[1].CrashAsync();
        Akka.Cluster.Cluster.Get(nodes[2].System).Down(nodes[1].Address);
        var next = await cluster.JoinAsync();
        foreach (var node in new[] { next, nodes[2] })
        {
            foreach (var i in Enumerable.Range(0, 64))
                Assert.NotNull(await node.Client.GetAsync($"l{i}").WaitAsync(TestCluster.Patience));
        }

        Assert.Equal(16, (await ShardsAsync(next)).Sum());
    }

    /// <summary>When a node is lost, all its shards are asked for together.</summary>
    [SkippableFact]
    public async Task The_shards_of_a_lost_node_do_not_all_go_to_one_of_the_others()
    {
        await using var cluster = new TestCluster(Definitions, hocon: "akka.cluster.sharding.rebalance-interval = 10m");
        var nodes = await cluster.JoinAsync(3);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => nodes[0].Client.RunAsync(Large(), "", new StartOptions { TransactionId = $"l{i}" })));

        await nodes[2].CrashAsync();
        await UntilAsync(() => Akka.Cluster.Cluster.Get(nodes[0].System).State.Members.Count == 2);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => nodes[0].Client.GetAsync($"l{i}").WaitAsync(TestCluster.Patience)));

        var shards = await ShardsAsync(nodes[0]);
        Assert.Equal(16, shards.Sum());
        Assert.All(shards, count => Assert.InRange(count, 6, 10));
    }

    /// <summary>How many each node has, once all have said.</summary>
    private static async Task<IReadOnlyList<int>> ShardsAsync(ClusterNode node)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var seen = await TaleCluster.LookAsync(node.System);
            if (seen.All(member => member.Shards is not null))
                return [.. seen.Select(member => member.Shards!.Value)];
            Assert.True(watch.Elapsed < TestCluster.Patience);
        }
    }

    [SkippableFact]
    public async Task The_last_node_does_not_wait_for_somebody_to_pass_its_callers_to()
    {
        await using var cluster = new TestCluster(Definitions);
        var node = await cluster.JoinAsync();
        var outcome = node.Client.RunAsync(Held(""), 1);
        await _ledger.ReachesAsync(1, "hold");

        var watch = Stopwatch.StartNew();
        await node.StopAsync();

        // Akka would wait for 20 s; running steps have 2 s.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(12), $"{watch.Elapsed}");
        Assert.Equal(RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => outcome)).Reason);
    }

    /// <summary>What is asked while its shard is given up stays with Akka's region, which would wait for somebody to pass it on to.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_last_nodes_do_not_wait_for_somebody_to_pass_on_to_what_they_are_asked_meanwhile(int count)
    {
        await using var cluster = new TestCluster(Definitions);
        var nodes = await cluster.JoinAsync(count);
        var client = await cluster.JoinAsync(role: "web");
        var held = Enumerable.Range(0, 8).Select(i => client.Client.RunAsync(Held(""), i, new StartOptions { TransactionId = $"h{i}" })).ToList();
        await _ledger.ReachesAsync(8, "hold");
        using var over = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 8).Select(i => AskAsync(nodes[i % count], $"h{i}", over.Token)).ToList();

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(nodes.Select(node => node.StopAsync()));
        var nodesTook = watch.Elapsed;
        watch.Restart();
        await client.StopAsync();   // with what it has not been able to pass on
        var clientTook = watch.Elapsed;
        await over.CancelAsync();

        // Akka would wait for 20 s; running steps have 2 s, and the exits of two at once take Akka 10 s.
        Assert.True(nodesTook < TimeSpan.FromSeconds(18) && clientTook < TimeSpan.FromSeconds(8), $"{nodesTook}, {clientTook}");
        await Task.WhenAll(asking);
        foreach (var outcome in held)
            await Assert.ThrowsAsync<TransactionRejectedException>(() => outcome.WaitAsync(TestCluster.Patience));
    }

    private static async Task AskAsync(ClusterNode node, string id, CancellationToken over)
    {
        for (; !over.IsCancellationRequested; await Task.Delay(5, CancellationToken.None))
        {
            // Any answer will do, and none.
            node.Tale.Region.Tell(new SignalTransaction(id, "none", Guid.NewGuid().ToString()), ActorRefs.NoSender);
        }
    }

    [SkippableFact]
    public async Task Members_with_different_databases_say_so()
    {
        await using var cluster = new TestCluster(Definitions, hocon: "akka.loglevel = WARNING");
        var nodes = await cluster.JoinAsync(2);
        var warnings = LogCapture.Of(nodes[0].System);

        var other = await cluster.JoinWithAnotherDatabaseAsync();

        await UntilAsync(() => warnings.Warnings.Any(warning => warning.Contains("The first database of", StringComparison.Ordinal)));
        Assert.Contains(warnings.Warnings, warning => warning.Contains($"{other.Address}", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings.Warnings, warning => warning.Contains($"{nodes[1].Address}", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_client_outside_of_the_cluster_reaches_it_at_the_address_of_any_node()
    {
        await using var cluster = new TestCluster(Definitions);
        var nodes = await cluster.JoinAsync(2);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("outside", akka => akka
            .AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF, tale.client.rewatch-interval = 500ms", HoconAddMode.Prepend)
            .WithRemoting("127.0.0.1", 0)
            .WithTaleClient(nodes[1].Address.ToString(), tale => tale.AddTransaction(Held(""))));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();
        _open.SetResult();

        for (var i = 0; i < 6; i++)
            Assert.Equal(i + 1, (await host.Services.GetRequiredService<ITaleClient>().RunAsync(Held(""), i).WaitAsync(TestCluster.Patience)).Result);
        await host.StopAsync();
    }

    /// <summary>Larger than a frame of Akka's, and not larger than a state may be: where its child lives makes no difference.</summary>
    [SkippableFact]
    public async Task A_large_state_goes_to_a_child_on_another_node_and_back()
    {
        await using var cluster = new TestCluster(Definitions);
        var nodes = await cluster.JoinAsync(2);
        var large = new string('x', 900_000);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            nodes[i % 2].Client.RunAsync(Large(), large, new StartOptions { TransactionId = $"l{i}" }).WaitAsync(TestCluster.Patience)));

        Assert.All(outcomes, outcome => Assert.Equal(large.Length, outcome.Result!.Length));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(watch.Elapsed < TestCluster.Patience);
    }

    private IEnumerable<TransactionDefinition> Definitions(string node) => [Held(node), Waits(node), Large()];

    private TransactionDefinition<int, int> Held(string node) => Transaction.Define<int>("held")
        .Step("hold", async (int n, StepContext step) => { _ledger.Add(node, $"hold {step.TransactionId}"); await _open.Task.WaitAsync(step.CancellationToken); return n; })
        .Step("after", (int n, StepContext step) => { _ledger.Add(node, $"after {step.TransactionId}"); return n + 1; }).Build();

    private TransactionDefinition<int, int> Waits(string node) => Transaction.Define<int>("waits")
        .Step("before", (int n, StepContext step) => { _ledger.Add(node, $"before {step.TransactionId}"); return n; })
        .WaitFor("go").Build();

    private static TransactionDefinition<string, string> Large() => Transaction.Define<string>("large")
        .Child("child", Transaction.Define<string>("child").Step("one", (string text) => text).Build()).Build();
}
