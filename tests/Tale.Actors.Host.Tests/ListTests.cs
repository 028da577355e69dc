using System.Net;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Listing transactions and definitions.</summary>
public sealed class ListTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Transactions_are_found_by_status_and_definition_page_by_page()
    {
        foreach (var id in new[] { "a", "b", "c" })
            await RunAsync(id);
        await node.BehaveAsync("mail", failures: -1);
        await RunAsync("d");

        Assert.Equal(["a", "b", "c"], Ids(await node.GetAsync("/transactions?status=completed&definition=book-holiday")));
        Assert.Equal(["d"], Ids(await node.GetAsync("/transactions?status=compensated&definition=")));
        Assert.Empty(Ids(await node.GetAsync("/transactions?definition=book-cruise")));
        Assert.Empty(Ids(await node.GetAsync("/transactions?status=suspended")));

        var first = await node.GetAsync("/transactions?limit=3");
        Assert.Equal(["a", "b", "c"], Ids(first));
        var second = await node.GetAsync($"/transactions?limit=3&after={first.GetProperty("next").GetString()}");
        Assert.Equal(["d"], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Contains("out of order", second.GetProperty("transactions")[0].GetProperty("failure").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status=done", "running, compensating, suspended, completed, compensated, failed")]
    [InlineData("status=4", "running, compensating, suspended, completed, compensated, failed")]
    [InlineData("limit=0", "1 to 1000")]
    [InlineData("limit=1001", "1 to 1000")]
    [InlineData("limit=ten", "1 to 1000")]
    public async Task A_bad_parameter_is_refused_with_what_is_accepted(string query, string accepted)
    {
        var problem = await (await node.Http.GetAsync($"/transactions?{query}")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(accepted, problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_are_listed_with_their_steps()
    {
        var definitions = (await node.GetAsync("/definitions")).GetProperty("definitions").EnumerateArray().ToList();
        Assert.Equal(["book-holiday", "book-stay", "plan-trip"], definitions.Select(listed => listed.GetProperty("name").GetString()));
        var definition = definitions[0];
        Assert.Equal(1, definition.GetProperty("version").GetInt32());
        Assert.Equal(
            ["debit-customer-balance", "book-flight", "book-hotel", "email-customer"],
            definition.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("path").GetString()));
        Assert.Equal(2, definition.GetProperty("steps")[2].GetProperty("retries").GetInt32());
    }

    private async Task RunAsync(string id)
    {
        var response = await node.PostAsync(
            "/transactions/book-holiday?wait=30s", $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""");
        await response.JsonAsync(HttpStatusCode.OK);
    }

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("transactions").EnumerateArray().Select(row => row.GetProperty("id").GetString());
}
