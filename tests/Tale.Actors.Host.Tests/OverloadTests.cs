using System.Net;
using Tale.Actors.Host.Node;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>A node that has enough to do says so, and when to come again.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const int MaxActive = 2;
    private const string Path = "/transactions/book-holiday";

    private HeldService _payments = null!;
    private RunningNode _node = null!;

    public async Task InitializeAsync()
    {
        _payments = await HeldService.StartAsync();
        _node = new RunningNode
        {
            Configure = options => options with
            {
                Settings = $"tale.region.max-active = {MaxActive}",
                HolidayAddresses = ServiceAddresses.Parse([$"payments={_payments.Address}"]),
            },
        };
        await _node.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _payments.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task F25_Starts_past_the_limit_are_429_with_a_time_to_retry_and_leave_nothing()
    {
        foreach (var id in new[] { "t-1", "t-2" })
            await (await StartAsync(id)).JsonAsync(HttpStatusCode.Accepted);

        var refused = await Task.WhenAll(Enumerable.Range(3, 50).Select(number => StartAsync($"t-{number}")));

        foreach (var response in refused)
        {
            var problem = await response.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
            Assert.Equal("overloaded", problem.GetProperty("reason").GetString());
            Assert.Contains("tale.region.max-active", problem.Detail(), StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        }
        Assert.Equal(["t-1", "t-2"], await ListedAsync());
        await (await _node.Http.GetAsync("/transactions/t-3")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task F25_What_is_under_way_is_not_turned_away_and_ends()
    {
        foreach (var id in new[] { "t-1", "t-2" })
            await (await StartAsync(id)).JsonAsync(HttpStatusCode.Accepted);
        await (await StartAsync("t-3")).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);

        await (await StartAsync("t-1")).JsonAsync(HttpStatusCode.Accepted);
        _payments.Release();

        foreach (var id in new[] { "t-1", "t-2" })
        {
            var outcome = await (await StartAsync(id, "?wait=60s")).JsonAsync(HttpStatusCode.OK);
            Assert.Equal("completed", outcome.GetProperty("status").GetString());
        }
        Assert.Equal(["t-1", "t-2"], await ListedAsync());
    }

    private Task<HttpResponseMessage> StartAsync(string id, string query = "") =>
        _node.PostAsync(Path + query, """{"state":{"customerId":"ada","amount":10}}""", idempotencyKey: id);

    private async Task<IEnumerable<string?>> ListedAsync()
    {
        var page = await _node.GetAsync("/transactions");
        return page.GetProperty("transactions").EnumerateArray().Select(row => row.GetProperty("id").GetString());
    }
}
