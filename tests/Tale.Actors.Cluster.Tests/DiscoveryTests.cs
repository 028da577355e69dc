using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster.Tests;

/// <summary>Nodes that find each other in their database.</summary>
public sealed class DiscoveryTests
{
    private const string Turn = "hashtextextended('tale: begin a cluster in ' || current_schema(), 0)";

    private static readonly TransactionDefinition<int, int> AddOne = Transaction.Define<int>("add-one").Step("one", n => n + 1).Build();

    [SkippableFact]
    public async Task Nodes_that_start_at_the_same_time_are_one_cluster()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);

        await AreOneAsync(await cluster.DiscoverAsync(3), 3);
        await AreOneAsync(await cluster.DiscoverAsync(1), 4);

        Assert.Equal(2, (await cluster.Nodes[3].Client.RunAsync(AddOne, 1).WaitAsync(TestCluster.Patience)).Result);
    }

    /// <summary>The leases of those that are gone last yet, and nobody answers at their addresses.</summary>
    [SkippableFact]
    public async Task After_all_have_crashed_the_next_ones_are_one_cluster_at_other_addresses()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);
        var before = await cluster.DiscoverAsync(2);
        await AreOneAsync(before, 2);
        foreach (var node in before)
            await node.CrashAsync();

        var next = await cluster.DiscoverAsync(2);
        await AreOneAsync(next, 2);

        Assert.Equal(2, (await next[1].Client.RunAsync(AddOne, 1).WaitAsync(TestCluster.Patience)).Result);
    }

    [SkippableFact]
    public async Task A_node_without_the_role_begins_no_cluster_and_joins_the_one_that_is_begun()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);
        var client = await cluster.DiscoverAsync(1, role: "web");

        await AreOneAsync([.. client, .. await cluster.DiscoverAsync(1)], 2);

        Assert.Equal(2, (await client[0].Client.RunAsync(AddOne, 1).WaitAsync(TestCluster.Patience)).Result);
    }

    [SkippableFact]
    public async Task Nobody_begins_a_cluster_while_it_is_another_one_s_turn()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);
        await cluster.JoinAsync();   // the schema is there
        await cluster.Nodes[0].StopAsync();
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await RunAsync(connection, $"SELECT pg_advisory_lock({Turn})");

        var nodes = await cluster.DiscoverAsync(2);
        await HasAskedAsync(connection, nodes.Length);
        Assert.All(nodes, node => Assert.Empty(Akka.Cluster.Cluster.Get(node.System).State.Members));
        var health = (await nodes[0].HealthAsync())["tale.cluster"];
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("not a full member", health.Description, StringComparison.Ordinal);

        await RunAsync(connection, $"SELECT pg_advisory_unlock({Turn})");
        await AreOneAsync(nodes, 2);
    }

    /// <summary>It may be paused, or its network slow: a second cluster is not begun beside it. And who has the turn keeps it, or gets it again.</summary>
    [SkippableFact]
    public async Task Nobody_begins_a_cluster_while_a_lease_lasts_and_the_turn_survives_its_connection()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);
        await cluster.JoinAsync();   // the schema is there
        await cluster.Nodes[0].StopAsync();
        cluster.Execute("INSERT INTO tale_member (node, address, until) VALUES ('silent', 'akka.tcp://travel@127.0.0.1:9#1', clock_timestamp() + interval '1 hour')");
        var nodes = await cluster.DiscoverAsync(2);
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await HasAskedAsync(connection, nodes.Length);
        await RunAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        await HasAskedAsync(connection, nodes.Length);
        Assert.All(nodes, node => Assert.Empty(Akka.Cluster.Cluster.Get(node.System).State.Members));

        cluster.Execute("DELETE FROM tale_member WHERE node = 'silent'");
        await AreOneAsync(nodes, 2);
    }

    /// <summary>They have left it alone in their cluster, and those that come do not know of it.</summary>
    [SkippableFact]
    public async Task A_client_whose_cluster_has_gone_ends_when_there_is_another_one()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);
        var client = (await cluster.DiscoverAsync(1, role: "web"))[0];
        var node = (await cluster.DiscoverAsync(1))[0];
        await AreOneAsync([client, node], 2);
        await IsClientAsync(client, HealthStatus.Healthy);

        await node.StopAsync();
        await IsClientAsync(client, HealthStatus.Unhealthy);
        var next = (await cluster.DiscoverAsync(1))[0];

        await client.System.WhenTerminated.WaitAsync(TestCluster.Patience);
        await AreOneAsync([next], 1);
    }

    /// <summary>What the database said last is about nodes that have gone since: they are no strangers.</summary>
    [SkippableFact]
    public async Task Nodes_do_not_end_because_the_database_is_away_and_one_of_them_is_lost()
    {
        await using var cluster = new TestCluster(_ => [AddOne]);
        var user = $"u_{Guid.NewGuid():N}";
        var nodes = await cluster.DiscoverAsync(3, user: user);
        await AreOneAsync(nodes, 3);
        using var patience = new CancellationTokenSource(TestCluster.Patience);
        while (nodes.Any(node => ((IMemberLease)node.Tale.Runtime!.Leases.All[0]).Others.Count != 2))
            await Task.Delay(20, patience.Token);
        cluster.CutOff(user);
        while (nodes.Any(node => node.Tale.Runtime!.Leases.Refusal is null))
            await Task.Delay(20, patience.Token);
        await nodes[2].CrashAsync();
        while (nodes.Take(2).Any(node => Akka.Cluster.Cluster.Get(node.System).State.Members.Count != 2))
            await Task.Delay(20, patience.Token);

        await Task.Delay(TimeSpan.FromSeconds(13));   // three looks
        Assert.All(nodes.Take(2), node => Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason));
        cluster.Restore(user);

        foreach (var node in nodes.Take(2))
            await node.TakesPartAsync().WaitAsync(TestCluster.Patience);
    }

    private static async Task IsClientAsync(ClusterNode client, HealthStatus status)
    {
        using var patience = new CancellationTokenSource(TestCluster.Patience);
        while ((await client.HealthAsync())["tale.cluster"].Status != status)
            await Task.Delay(20, patience.Token);
    }

    /// <summary>Until each has asked for its turn twice.</summary>
    private static async Task HasAskedAsync(NpgsqlConnection connection, int nodes)
    {
        var asked = new HashSet<(int, DateTime)>();
        while (asked.GroupBy(turn => turn.Item1).Count(turns => turns.Count() >= 2) < nodes)
        {
            await using var command = new NpgsqlCommand(
                "SELECT pid, query_start FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%tale_member%'", connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                asked.Add((reader.GetInt32(0), reader.GetDateTime(1)));
            await Task.Delay(20);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task AreOneAsync(IReadOnlyList<ClusterNode> nodes, int members)
    {
        foreach (var node in nodes)
        {
            var state = Akka.Cluster.Cluster.Get(node.System);
            using var patience = new CancellationTokenSource(TestCluster.Patience);
            while (state.State.Members.Count(member => member.Status == MemberStatus.Up) != members)
                await Task.Delay(20, patience.Token);
            await node.TakesPartAsync().WaitAsync(TestCluster.Patience);
        }
    }
}
