using System.Net;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>What would happen to a transaction, what has happened, and what its definition looks like.</summary>
public sealed class HistoryTests(RunningNode node) : IClassFixture<RunningNode>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        foreach (var service in new[] { "payments", "flights", "hotels", "mail" })
            await node.BehaveAsync(service);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_plan_says_what_would_be_undone_and_what_is_ahead()
    {
        await node.BehaveAsync("hotels", delayMs: 60_000);
        await (await StartAsync("planned")).JsonAsync(HttpStatusCode.Accepted);

        JsonElement plan;
        do
            plan = await node.GetAsync("/transactions/planned/plan");
        while (Texts(plan, "waitsFor") is not ["book-hotel"]);

        var undos = plan.GetProperty("undos").EnumerateArray().ToList();
        Assert.Equal(["book-hotel", "book-flight", "debit-customer-balance"], undos.Select(undo => undo.GetProperty("step").GetString()));
        Assert.Equal(["if-it-took-effect", "will-run", "will-run"], undos.Select(undo => undo.GetProperty("prospect").GetString()));
        Assert.Equal([null, "book-hotel", "book-flight"], undos.Select(undo => undo.GetProperty("after").GetString()));
        Assert.Equal(JsonValueKind.Null, undos[0].GetProperty("state").ValueKind);
        Assert.Equal("ada", undos[1].GetProperty("state").GetProperty("customerId").GetString());
        Assert.Empty(Texts(plan, "notUndone"));
        var ahead = plan.GetProperty("ahead").EnumerateArray().Select(step => step.GetProperty("step").GetString());
        Assert.Equal(["book-hotel", "email-customer"], ahead);
        var without = await node.GetAsync("/transactions/planned/plan?outputs=false");
        Assert.All(without.GetProperty("undos").EnumerateArray(), undo => Assert.Equal(JsonValueKind.Null, undo.GetProperty("state").ValueKind));
    }

    [Fact]
    public async Task A_history_comes_in_pages()
    {
        await (await StartAsync("read", "?wait=60s")).JsonAsync(HttpStatusCode.OK);

        List<string?> kinds = [];
        for (var path = "/transactions/read/history?limit=3"; ;)
        {
            var page = await node.GetAsync(path);
            kinds.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()));
            Assert.Equal(page.GetProperty("next").ValueKind == JsonValueKind.Null, page.GetProperty("ended").GetBoolean());
            Assert.Equal(6, page.GetProperty("lastRevision").GetInt64());
            if (page.GetProperty("ended").GetBoolean())
                break;
            path = $"/transactions/read/history?limit=3&after={page.GetProperty("next").GetInt64()}";
        }

        Assert.Equal(["started", .. Enumerable.Repeat("step-succeeded", 4), "completed"], kinds);
        Assert.Equal([JsonValueKind.Object, JsonValueKind.Null], await PayloadKindsAsync("?limit=1", "?limit=1&outputs=false"));
    }

    [Fact]
    public async Task A_definition_is_shown_as_json_as_text_and_as_a_chart()
    {
        Assert.Equal("book-holiday", (await node.GetAsync("/definitions/book-holiday/1")).GetProperty("name").GetString());
        var text = await node.Http.GetAsync("/definitions/book-holiday/1?as=text");
        Assert.Equal("text/plain; charset=utf-8", text.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("book-holiday v1: ", await text.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("flowchart TD\n", await node.Http.GetStringAsync("/definitions/book-holiday/1?as=mermaid"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/transactions/nobody/plan", HttpStatusCode.NotFound, "unknown-transaction")]
    [InlineData("/transactions/nobody/history", HttpStatusCode.NotFound, "unknown-transaction")]
    [InlineData("/transactions/t/plan?output=false", HttpStatusCode.BadRequest, "unknown-parameter")]
    [InlineData("/transactions/t/history?after=-1", HttpStatusCode.BadRequest, "invalid-after")]
    [InlineData("/transactions/t/history?limit=0", HttpStatusCode.BadRequest, "invalid-limit")]
    [InlineData("/definitions/book-holiday/2", HttpStatusCode.NotFound, "unknown-definition")]
    [InlineData("/definitions/book-holiday/one", HttpStatusCode.NotFound, "unknown-definition")]
    [InlineData("/definitions/book-holiday/1?as=picture", HttpStatusCode.BadRequest, "invalid-as")]
    public async Task What_is_not_there_or_makes_no_sense_is_a_problem(string path, HttpStatusCode status, string reason)
    {
        var problem = await (await node.Http.GetAsync(path)).ShouldBeProblemAsync(status);
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
    }

    private async Task<JsonValueKind[]> PayloadKindsAsync(params string[] queries)
    {
        List<JsonValueKind> kinds = [];
        foreach (var query in queries)
            kinds.Add((await node.GetAsync($"/transactions/read/history{query}")).GetProperty("entries")[0].GetProperty("payload").ValueKind);
        return [.. kinds];
    }

    private Task<HttpResponseMessage> StartAsync(string id, string query = "") =>
        node.PostAsync("/transactions/book-holiday" + query, $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""");

    private static List<string?> Texts(JsonElement plan, string name) =>
        [.. plan.GetProperty(name).EnumerateArray().Select(text => text.GetString())];
}
