using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>What a start may say besides its state, and what it is answered.</summary>
public sealed class StartOptionsTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string Path = "/transactions/book-holiday";
    private const string State = "\"state\":{\"customerId\":\"ada\",\"amount\":10}";

    [Theory]
    [InlineData("\"quoted-1\"", "quoted-1")]
    [InlineData("bare-1", "bare-1")]
    public async Task An_idempotency_key_may_stand_in_quotes(string header, string id)
    {
        var response = await node.PostAsync(Path, $"{{{State}}}", idempotencyKey: header);
        Assert.Equal(id, (await response.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString());
        var same = await node.PostAsync(Path, $$"""{"id":"{{id}}",{{State}}}""", idempotencyKey: $"\"{id}\"");
        Assert.Equal(id, (await same.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("\"open", "bad-idempotency-key")]
    [InlineData("\"a\"b", "bad-idempotency-key")]
    [InlineData("\"a\\b\"", "bad-idempotency-key")]
    [InlineData("\"a\\", "bad-idempotency-key")]
    [InlineData("\"", "bad-idempotency-key")]
    [InlineData("\"\"", "invalid-id")]
    [InlineData("\"a\\\"b\"", "invalid-id")]
    public async Task A_key_that_is_no_string_or_no_id_is_refused(string header, string reason)
    {
        var response = await node.PostAsync(Path, $"{{{State}}}", idempotencyKey: header);
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Version_and_headers_are_those_of_the_start()
    {
        var response = await node.PostAsync(
            $"{Path}?wait=60s", $$"""{"id":"with-headers","version":1,"headers":{"tenant":"blue","Trace":"4711"},{{State}}}""");
        var body = await response.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(1, body.GetProperty("version").GetInt32());
        Assert.Equal("""{"tenant":"blue","Trace":"4711"}""", Sorted(body.GetProperty("headers")));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("\"version\":1,", 1)]
    [InlineData("\"version\":2,", 2)]
    public async Task Of_several_versions_the_one_that_is_asked_for_is_started_and_otherwise_the_newest(string version, int started)
    {
        await using var several = await BareNode.StartAsync(NullLoggerProvider.Instance, AddOne(1), AddOne(2));
        var response = await several.PostAsync("/transactions/add-one?wait=60s", $$"""{{{version}}"state":1}""");
        Assert.Equal(started, (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_refused_with_those_that_are()
    {
        var response = await node.PostAsync(Path, $$"""{"id":"no-such-version","version":2,{{State}}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("unknown-definition", problem.GetProperty("reason").GetString());
        Assert.Equal("There is no version 2 of the definition 'book-holiday'; there are: 1.", problem.Detail());
    }

    [Fact]
    public async Task Headers_that_cannot_be_kept_are_refused()
    {
        var response = await node.PostAsync(Path, $$"""{"id":"bad-headers","headers":{"":"x"},{{State}}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid-headers", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_start_says_where_its_transaction_is_whether_it_has_ended_or_not()
    {
        var started = await node.PostAsync(Path, $$"""{"id":"where:1",{{State}}}""");
        await started.JsonAsync(HttpStatusCode.Accepted);
        var ended = await node.PostAsync($"{Path}?wait=60s", $$"""{"id":"where:1",{{State}}}""");
        await ended.JsonAsync(HttpStatusCode.OK);

        Assert.Equal("/transactions/where%3A1", started.Headers.Location?.OriginalString);
        Assert.Equal("/transactions/where%3A1", ended.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("\"id\":\"count\",", null)]
    [InlineData("", "count")]
    [InlineData("", "\"count\"")]
    public async Task No_transaction_is_called_as_the_path_of_the_counts(string id, string? header)
    {
        var response = await node.PostAsync(Path, $$"""{{{id}}{{State}}}""", header);
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid-id", problem.GetProperty("reason").GetString());
    }

    private static TransactionDefinition AddOne(int version) =>
        Transaction.Define<int>("add-one", version).Step("one", n => n + 1).Build();

    private static string Sorted(System.Text.Json.JsonElement map) => "{" + string.Join(",", map.EnumerateObject()
        .OrderByDescending(entry => entry.Name, StringComparer.Ordinal).Select(entry => $"\"{entry.Name}\":{entry.Value.GetRawText()}")) + "}";
}
