using System.Net;
using System.Text;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Bulk operations over HTTP.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private const string CancelTrips =
        """{"id":"op-1","action":"cancel","reason":"the airport is closed","filter":{"definition":"plan-trip","status":["running"]}}""";

    private readonly RunningNode _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Every_transaction_that_matches_is_told_and_the_operation_can_be_looked_at_also_after_a_restart()
    {
        await WithTripsAsync(3);

        var answer = await SendAsync(HttpMethod.Post, "/operations", CancelTrips);
        var started = await answer.JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal("/operations/op-1", answer.Headers.Location!.ToString());
        Assert.Equal(
            ("op-1", "cancel", "grace", "the airport is closed"),
            (Text(started, "id"), Text(started, "action"), Text(started, "who"), Text(started, "why")));
        Assert.Equal("""["running"]""", started.GetProperty("filter").GetProperty("status").GetRawText());

        await UntilEndedAsync("op-1");
        for (var i = 0; i < 3; i++)
        {
            var trip = await _node.GetAsync($"/transactions/trip-{i}?wait=60s");
            Assert.Equal("compensated", Text(trip, "status"));
            Assert.Contains(
                "operation op-1, grace: the airport is closed", trip.GetProperty("failure").GetProperty("message").GetString(),
                StringComparison.Ordinal);
        }
        await _node.RestartAsync();
        var ended = await _node.GetAsync("/operations/op-1");
        Assert.Equal(
            (3, 0, 0, 3, 0),
            (Number(ended, "done"), Number(ended, "refused"), Number(ended, "failed"), Number(ended, "matched"), Number(ended, "left")));
        var listed = Assert.Single((await _node.GetAsync("/operations")).GetProperty("operations").EnumerateArray());
        Assert.Equal(("op-1", JsonValueKind.Null), (Text(listed, "id"), listed.GetProperty("refusals").ValueKind));
    }

    [Fact]
    public async Task Refusals_are_told_with_their_reasons()
    {
        await WithTripsAsync(2);

        await SendAsync(HttpMethod.Post, "/operations", """{"id":"op-1","action":"give-up","reason":"r","filter":{"definition":"plan-trip","idPrefix":"trip-"}}""");

        var ended = await UntilEndedAsync("op-1");
        Assert.Equal((0, 2), (Number(ended, "done"), Number(ended, "refused")));
        var refusals = ended.GetProperty("refusals").EnumerateArray().ToList();
        Assert.Equal(["trip-0", "trip-1"], refusals.Select(refusal => Text(refusal, "id")).Order());
        Assert.Equal(("not-allowed", false), (Text(refusals[0], "reason"), refusals[0].GetProperty("givenUp").GetBoolean()));
        Assert.Contains("No undo is stuck", Text(refusals[0], "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_operation_and_another_under_its_id_a_conflict()
    {
        var first = await (await SendAsync(HttpMethod.Post, "/operations", CancelTrips)).JsonAsync(HttpStatusCode.Accepted);
        var again = await (await SendAsync(HttpMethod.Post, "/operations", CancelTrips)).JsonAsync(HttpStatusCode.Accepted);
        var other = await (await SendAsync(HttpMethod.Post, "/operations", CancelTrips.Replace("closed", "open", StringComparison.Ordinal)))
            .ShouldBeProblemAsync(HttpStatusCode.Conflict);
        const string anything = """{"action":"retry-now","reason":"r","filter":{"all":true}}""";
        var keyed = await (await SendAsync(HttpMethod.Post, "/operations", anything, key: "op-2")).JsonAsync(HttpStatusCode.Accepted);
        var two = await (await SendAsync(HttpMethod.Post, "/operations", CancelTrips, key: "op-3")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(Text(first, "startedAt"), Text(again, "startedAt"));
        Assert.Equal(("conflict", "op-2", "ambiguous-id"), (Text(other, "reason"), Text(keyed, "id"), Text(two, "reason")));
    }

    [Theory]
    [InlineData("""{"action":"retry-now","reason":"r","filter":{}}""", "invalid-command", "say so: all")]
    [InlineData("""{"action":"retry-now","reason":"r","filter":{"all":true,"definition":"t"}}""", "invalid-command", "leave one")]
    [InlineData("""{"action":"retry-now","reason":"r"}""", "bad-json", "lacks 'filter'")]
    [InlineData("""{"action":"retry-now","filter":{"all":true}}""", "bad-json", "lacks 'reason'")]
    [InlineData("""{"action":"retry-now","reason":"","filter":{"all":true}}""", "invalid-command", "Why")]
    [InlineData("""{"action":"delete","reason":"r","filter":{"all":true}}""", "bad-json", "$.action")]
    [InlineData("""{"action":99,"reason":"r","filter":{"all":true}}""", "invalid-command", "no action")]
    [InlineData("""{"action":"skip-step","reason":"r","filter":{"all":true}}""", "invalid-command", "name it")]
    [InlineData("""{"action":"cancel","reason":"r","step":"a","filter":{"all":true}}""", "invalid-command", "name no step")]
    [InlineData("""{"action":"retry-now","reason":"r","filter":{"status":["sleeping"]}}""", "bad-json", "$.filter.status")]
    [InlineData("""{"action":"retry-now","reason":"r","filter":{"defintion":"t"}}""", "bad-json", "defintion")]
    [InlineData("""{"action":"retry-now","reason":"r","filter":{"startedBefore":"noon"}}""", "invalid-started-before", "noon")]
    [InlineData("""{"id":"no id","action":"retry-now","reason":"r","filter":{"all":true}}""", "invalid-id", "no id")]
    public async Task What_cannot_be_understood_is_refused_with_the_reason(string body, string reason, string says)
    {
        var problem = await (await SendAsync(HttpMethod.Post, "/operations", body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(reason, Text(problem, "reason"));
        Assert.Contains(says, problem.Detail(), StringComparison.Ordinal);
        Assert.Empty((await _node.GetAsync("/operations")).GetProperty("operations").EnumerateArray());
    }

    [Fact]
    public async Task Who_decides_it_has_to_be_said()
    {
        var start = await SendAsync(HttpMethod.Post, "/operations", CancelTrips, who: null);
        var stop = await SendAsync(HttpMethod.Delete, "/operations/op-1", who: null);

        foreach (var answer in new[] { start, stop })
            Assert.Contains("Who", (await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest)).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_is_stopped_by_DELETE_and_stays_to_be_looked_at()
    {
        await SendAsync(HttpMethod.Post, "/operations", CancelTrips);

        var stopped = await (await SendAsync(HttpMethod.Delete, "/operations/op-1")).JsonAsync(HttpStatusCode.OK);

        Assert.Contains(Text(stopped, "status"), new[] { "stopping", "stopped", "ended" });
        Assert.Equal("op-1", Text(await UntilEndedAsync("op-1"), "id"));
    }

    [Fact]
    public async Task There_is_nothing_to_be_seen_or_stopped_of_an_operation_that_does_not_exist()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            var problem = await (await SendAsync(method, "/operations/none")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
            Assert.Equal("unknown-operation", Text(problem, "reason"));
        }
    }

    /// <summary>Trips that wait for their approval.</summary>
    private async Task WithTripsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var start = $$$"""{"id":"trip-{{{i}}}","state":{"customerId":"ada","amount":10}}""";
            await (await _node.PostAsync("/transactions/plan-trip", start)).JsonAsync(HttpStatusCode.Accepted);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? who = "grace", string? key = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        (string Name, string? Value)[] headers = [("Tale-Operator", who), ("Idempotency-Key", key)];
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        return await _node.Http.SendAsync(request);
    }

    private async Task<JsonElement> UntilEndedAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var view = await _node.GetAsync($"/operations/{id}");
            if (Text(view, "status") is "ended" or "stopped")
                return view;
            Assert.False(patience.IsCancellationRequested, view.GetRawText());
            await Task.Delay(10);
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
