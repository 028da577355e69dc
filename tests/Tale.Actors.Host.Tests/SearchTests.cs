using System.Net;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Every condition of the index is a parameter, of the list and of the count.</summary>
public sealed class SearchTests(RunningNode node) : IClassFixture<RunningNode>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if ((await node.GetAsync("/transactions/count")).GetProperty("total").GetInt64() > 0)
            return;
        await RunAsync("order-1");
        await RunAsync("order-2");
        await node.BehaveAsync("mail", failures: -1);
        await RunAsync("order-3");
        await RunAsync("other");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", "order-1", "order-2", "order-3", "other")]
    [InlineData("status=completed,compensated", "order-1", "order-2", "order-3", "other")]
    [InlineData("status=compensated&status=running", "order-3", "other")]
    [InlineData("status=running&status=compensated", "order-3", "other")]
    [InlineData("status=compensated,&status=", "order-3", "other")]
    [InlineData("idPrefix=order-", "order-1", "order-2", "order-3")]
    [InlineData("idPrefix=order-&status=completed", "order-1", "order-2")]
    [InlineData("failure=OUT+OF+order", "order-3", "other")]
    [InlineData("failure=no+such+thing")]
    [InlineData("startedFrom=2026-01-01&startedBefore=2999-12-31T23:59:59.999%2B01:00", "order-1", "order-2", "order-3", "other")]
    [InlineData("startedFrom=2999-01-01T00:00Z")]
    [InlineData("startedBefore=2026-01-01T00:00:00")]
    [InlineData("definition=book-cruise")]
    [InlineData("definition=book-holiday&version=1&status=completed", "order-1", "order-2")]
    [InlineData("version=2")]
    [InlineData("definition=book-holiday&failure=&startedFrom=&startedBefore=&idPrefix=", "order-1", "order-2", "order-3", "other")]
    public async Task Each_condition_narrows_the_list_and_the_count(string query, params string[] ids)
    {
        Assert.Equal(ids, Ids(await node.GetAsync($"/transactions?{query}")));
        Assert.Equal(ids.Length, (await node.GetAsync($"/transactions/count?{query}")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Pages_of_a_search_follow_each_other()
    {
        var first = await node.GetAsync("/transactions?status=completed,compensated&idPrefix=o&limit=3");
        Assert.Equal(["order-1", "order-2", "order-3"], Ids(first));
        var second = await node.GetAsync($"/transactions?status=completed,compensated&idPrefix=o&limit=3&after={first.GetProperty("next")}");
        Assert.Equal(["other"], Ids(second));
    }

    [Fact]
    public async Task Counts_are_by_definition_version_and_status()
    {
        var counts = await node.GetAsync("/transactions/count");

        Assert.Equal(
            """
            {"total":4,"counts":[{"definition":"book-holiday","version":1,"status":"completed","count":2},{"definition":"book-holiday","version":1,"status":"compensated","count":2}]}
            """,
            counts.GetRawText());
    }

    [Theory]
    [InlineData("status=completed,done", "invalid-status", "'done' is no status; it must be one or more of: running, compensating,")]
    [InlineData("startedFrom=yesterday", "invalid-started-from", "2026-03-01T12:30:00Z")]
    [InlineData("startedBefore=2026-03-01T12:30:00+01:00", "invalid-started-before", "a plain + is a space")]
    [InlineData("startedBefore=0001-01-01T00:00:00%2B01:00", "invalid-started-before", "as in ISO 8601")]
    [InlineData("failure=a%00b", "invalid-failure", "U+0000")]
    [InlineData("idPrefix=%00", "invalid-id-prefix", "U+0000")]
    [InlineData("definition=%00", "invalid-definition", "U+0000")]
    public async Task A_condition_that_cannot_be_read_is_refused_by_both(string query, string reason, string text)
    {
        foreach (var path in new[] { "/transactions", "/transactions/count" })
        {
            var problem = await (await node.Http.GetAsync($"{path}?{query}")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
            Assert.Equal(reason, problem.GetProperty("reason").GetString());
            Assert.Contains(text, problem.Detail(), StringComparison.Ordinal);
        }
    }

    private async Task RunAsync(string id) => await (await node.PostAsync(
        "/transactions/book-holiday?wait=60s", $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""")).JsonAsync(HttpStatusCode.OK);

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("transactions").EnumerateArray().Select(row => row.GetProperty("id").GetString());
}
