using System.Net;
using System.Net.Sockets;
using System.Text;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>What clients can hold of a node is bounded: connections, places to wait, rows of an answer.</summary>
public sealed class BoundsTests
{
    private const string Path = "/transactions/book-holiday";

    [Fact]
    public async Task A_connection_past_the_limit_is_closed_and_a_freed_place_is_given_again()
    {
        const int most = 5;
        var node = new RunningNode { Configure = options => options with { MaxConnections = most } };
        await node.InitializeAsync();
        var held = new List<TcpClient>();
        for (var i = 0; i < most; i++)
        {
            held.Add(await ConnectAsync(node));
            Assert.StartsWith("HTTP/1.1 200", await AskAsync(held[i]), StringComparison.Ordinal);
        }
        using (var further = await ConnectAsync(node))
            Assert.Equal("", await AskAsync(further));

        held[0].Dispose();
        string answer;
        do
        {
            using var next = await ConnectAsync(node);
            answer = await AskAsync(next);
        }
        while (answer.Length == 0);   // the server takes a moment to see that the other one is gone
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        held.ForEach(client => client.Dispose());
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_request_that_would_wait_past_the_limit_is_429_and_starts_nothing()
    {
        await using var payments = await HeldService.StartAsync();
        var node = new RunningNode
        {
            Configure = options => options with
            {
                MaxWaiters = 2, HolidayAddresses = ServiceAddresses.Parse([$"payments={payments.Address}"]),
            },
        };
        await node.InitializeAsync();
        var waiting = new[] { "t-1", "t-2" }.Select(id => StartAsync(node, id, "?wait=60s")).ToList();
        while ((await node.GetAsync("/transactions")).GetProperty("transactions").GetArrayLength() < 2)
            await Task.Delay(20);

        var refused = await StartAsync(node, "t-3", "?wait=60s");
        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal("too-many-waiters", problem.GetProperty("reason").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await (await node.Http.GetAsync("/transactions/t-3")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await (await StartAsync(node, "t-4")).JsonAsync(HttpStatusCode.Accepted);   // does not wait
        // A read that waits is bounded too, and one that does not is none.
        var read = await node.Http.GetAsync("/transactions/t-1?wait=60s");
        Assert.Equal("too-many-waiters", (await read.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests)).GetProperty("reason").GetString());
        Assert.Equal("running", (await node.GetAsync("/transactions/t-1")).GetProperty("status").GetString());

        payments.Release();
        foreach (var response in await Task.WhenAll(waiting))
            await response.JsonAsync(HttpStatusCode.OK);
        // Those that were refused hold no place.
        await (await StartAsync(node, "t-3", "?wait=60s")).JsonAsync(HttpStatusCode.OK);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task A_ledger_is_read_page_by_page()
    {
        var node = new RunningNode();
        await node.InitializeAsync();
        await Task.WhenAll(Enumerable.Range(1, 105).Select(async i =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/samples/holiday/mail/send")
            {
                Content = new StringContent("""{"transactionId":"t","customerId":"ada"}""", Encoding.UTF8, "application/json"),
                Headers = { { "Idempotency-Key", $"k-{i}" } },
            };
            (await node.Http.SendAsync(request)).EnsureSuccessStatusCode();
        }));

        var first = await node.Http.GetAsync("/samples/holiday/mail");
        Assert.Equal(100, (await first.JsonAsync(HttpStatusCode.OK)).GetArrayLength());
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Assert.Equal("/samples/holiday/mail?after=100&limit=100", next);
        var second = await node.Http.GetAsync(next);
        Assert.Equal(5, (await second.JsonAsync(HttpStatusCode.OK)).GetArrayLength());
        Assert.False(second.Headers.Contains("Link"));
        Assert.Equal(105, (await node.GetAsync("/samples/holiday/mail?limit=1000")).GetArrayLength());
        foreach (var query in new[] { "limit=0", "limit=1001", "limit=ten", "after=x", "after=-1" })
            await (await node.Http.GetAsync($"/samples/holiday/mail?{query}")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        await node.DisposeAsync();
    }

    private static Task<HttpResponseMessage> StartAsync(RunningNode node, string id, string query = "") =>
        node.PostAsync(Path + query, """{"state":{"customerId":"ada","amount":10}}""", idempotencyKey: id);

    private static async Task<TcpClient> ConnectAsync(RunningNode node)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, node.Address.Port);
        return client;
    }

    /// <returns>The beginning of the answer; nothing when the connection was closed.</returns>
    private static async Task<string> AskAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync("GET /definitions HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            var buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
