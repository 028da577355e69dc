using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Nodes of one cluster, and a node outside of it that plays the services which they share.</summary>
public sealed class ClusterNodeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task What_is_started_at_one_node_can_be_followed_at_the_other_and_goes_on_when_one_stops()
    {
        var services = new RunningNode();
        await services.InitializeAsync();
        var database = new PostgresDatabase();
        var (first, second) = (Address(), Address());
        var one = Node(services, database, new ClusterMembership(first, []));
        var two = Node(services, database, new ClusterMembership(second, [first]));
        await one.InitializeAsync();
        await two.InitializeAsync();
        await WhenAsync(one, "/cluster", cluster => cluster.GetProperty("members").EnumerateArray()
            .Count(member => member.GetProperty("status").GetString() == "up" && member.GetProperty("isReachable").GetBoolean()) == 2);
        await ReadyAsync(one);
        await ReadyAsync(two);

        for (var i = 0; i < 10; i++)
            await BookAsync(i % 2 == 0 ? one : two, $"trip-{i}");
        foreach (var node in new[] { one, two })
        {
            for (var i = 0; i < 10; i++)
                await WhenAsync(node, $"/transactions/trip-{i}", view => view.GetProperty("status").GetString() == "completed");
        }
        var shards = (await one.GetAsync("/cluster")).GetProperty("members").EnumerateArray().Sum(member => member.GetProperty("shards").GetInt32());
        Assert.InRange(shards, 2, 128);
        Assert.Equal(0, (await two.GetAsync("/operations")).GetProperty("operations").GetArrayLength());

        await two.StopAsync();
        for (var i = 10; i < 20; i++)
        {
            await BookAsync(one, $"trip-{i}");
            await WhenAsync(one, $"/transactions/trip-{i}", view => view.GetProperty("status").GetString() == "completed");
        }
        await one.StopAsync();
        await services.DisposeAsync();
    }

    [SkippableFact]
    public async Task Nodes_that_are_told_of_no_other_find_each_other_in_the_database()
    {
        var services = new RunningNode();
        await services.InitializeAsync();
        var database = new PostgresDatabase();
        var one = Node(services, database, new ClusterMembership(Address(), [], IsDiscovered: true));
        var two = Node(services, database, new ClusterMembership(Address(), [], IsDiscovered: true));
        await Task.WhenAll(one.InitializeAsync(), two.InitializeAsync());

        foreach (var node in new[] { one, two })
        {
            await WhenAsync(node, "/cluster", cluster => cluster.GetProperty("members").EnumerateArray()
                .Count(member => member.GetProperty("status").GetString() == "up" && member.GetProperty("active").ValueKind == JsonValueKind.Number) == 2);
            await ReadyAsync(node);
        }

        await one.StopAsync();
        await two.StopAsync();
        await services.DisposeAsync();
    }

    private static RunningNode Node(RunningNode services, PostgresDatabase database, ClusterMembership membership) => new()
    {
        Configure = options => options with
        {
            Postgres = database.Connection, Cluster = membership,
            HolidayAddresses = ServiceNames.All.ToDictionary(name => name, name => new Uri(services.Address, $"/samples/holiday/{name}/")),
        },
    };

    private static HostPort Address()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new HostPort("127.0.0.1", ((IPEndPoint)socket.LocalEndPoint!).Port);
    }

    private static async Task BookAsync(RunningNode node, string id)
    {
        using var answer = await node.PostAsync(
            "/transactions/book-holiday", $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""");
        Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
    }

    private static async Task ReadyAsync(RunningNode node)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await node.Http.GetAsync("/health/ready", patience.Token);
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task WhenAsync(RunningNode node, string path, Func<JsonElement, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition(await node.GetAsync(path)))
            await Task.Delay(20, patience.Token);
    }
}
