using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Which transactions in flight a deployment would affect, over HTTP; and the command that prints what a build has.</summary>
public sealed class DefinitionDiffTests(RunningNode node) : IClassFixture<RunningNode>, IAsyncLifetime
{
    private const string Path = "/definitions/diff";

    public async Task InitializeAsync()
    {
        foreach (var id in new[] { "trip-1", "trip-2" })
            await WaitingAsync(id);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_the_node_itself_has_affects_nobody_and_may_be_sent_back_as_it_is()
    {
        var get = await node.GetAsync(Path);
        var post = await (await node.PostAsync(Path, await node.Http.GetStringAsync("/definitions"))).JsonAsync(HttpStatusCode.OK);

        Assert.True(get.GetProperty("isSafe").GetBoolean());
        Assert.Equal(get.GetRawText(), post.GetRawText());
        var version = Assert.Single(get.GetProperty("versions").EnumerateArray());
        Assert.Equal(("plan-trip", "unchanged"), (Text(version, "definition"), Text(version, "effect")));
        Assert.Equal((1, 2, 0, 2), (Number(version, "version"), Number(version, "open"), Number(version, "affected"), Number(version, "read")));
    }

    [Fact]
    public async Task A_changed_definition_names_its_changes_and_whom_it_would_suspend_where()
    {
        var diff = await DiffAsync(definitions =>
        {
            var trip = Trip(definitions);
            trip["hash"] = "0123456789abcdef";
            var parts = trip["parts"]!.AsArray();
            parts.Single(part => (string?)part!["path"] == "travellers/*/book-flight")!["facts"]!["retries"] = "3";
            parts.Remove(parts.Single(part => (string?)part!["path"] == "confirm-trip"));
        });

        Assert.False(diff.GetProperty("isSafe").GetBoolean());
        var version = Assert.Single(diff.GetProperty("versions").EnumerateArray());
        Assert.Equal(("changed", "0123456789abcdef"), (Text(version, "effect"), Text(version, "hash")));
        Assert.Equal(
            ["step 'confirm-trip' was removed", "step 'travellers/*/book-flight' has 3 retries, had none"],
            version.GetProperty("changes").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal(
            """[{"step":"approval","count":2,"transactions":["trip-1","trip-2"]}]""", version.GetProperty("openSteps").GetRawText());
    }

    [Fact]
    public async Task A_definition_that_is_gone_suspends_all_of_its_transactions()
    {
        var diff = await DiffAsync(definitions => definitions.Remove(Trip(definitions)), "?limit=1");

        var version = Assert.Single(diff.GetProperty("versions").EnumerateArray());
        Assert.Equal(("missing", 2, 1), (Text(version, "effect"), Number(version, "affected"), Number(version, "read")));
        Assert.Equal(JsonValueKind.Null, version.GetProperty("hash").ValueKind);
        Assert.Equal("""["trip-1"]""", version.GetProperty("openSteps")[0].GetProperty("transactions").GetRawText());
    }

    [Fact]
    public async Task A_name_a_version_and_a_hash_are_enough()
    {
        var problem = await (await node.PostAsync(
            Path, """{"definitions":[{"name":"plan-trip","version":1,"hash":"x"}]}""")).JsonAsync(HttpStatusCode.OK);

        var version = problem.GetProperty("versions")[0];
        Assert.Equal(("changed", 2, 0), (Text(version, "effect"), Number(version, "affected"), version.GetProperty("changes").GetArrayLength()));
    }

    [Theory]
    [InlineData("{}", "bad-json", "lacks 'definitions'")]
    [InlineData("""{"definitions":[{"name":"t","version":1}]}""", "bad-json", "lacks 'hash'")]
    [InlineData("""{"definitions":[null]}""", "bad-json", "$.definitions[0]")]
    [InlineData("""{"definitions":[{"name":"t","version":1,"hash":"x","parts":[null]}]}""", "bad-json", "$.definitions[0]")]
    [InlineData("""{"definitions":[{"name":"t","version":1,"hash":"x","parts":[{"path":"","facts":{"a":null}}]}]}""", "bad-json", "null")]
    [InlineData("""{"definitions":[{"name":"t","version":1,"hash":"x","parts":[{"path":""}]}]}""", "bad-json", "lacks 'facts'")]
    [InlineData("""{"definitions":[{"name":"t","version":1,"hash":"x"},{"name":"t","version":1,"hash":"y"}]}""", "repeated-definition", "'t' v1")]
    public async Task A_list_that_makes_no_sense_is_refused_with_where_and_why(string body, string reason, string says)
    {
        var problem = await (await node.PostAsync(Path, body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(reason, Text(problem, "reason"));
        Assert.Contains(says, problem.Detail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?limit=0", "invalid-limit")]
    [InlineData("?limit=1001", "invalid-limit")]
    [InlineData("?against=main", "unknown-parameter")]
    public async Task A_parameter_that_makes_no_sense_is_refused(string query, string reason)
    {
        var get = await (await node.Http.GetAsync(Path + query)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        var post = await (await node.PostAsync(Path + query, """{"definitions":[]}""")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal((reason, reason), (Text(get, "reason"), Text(post, "reason")));
    }

    [Fact]
    public async Task The_program_prints_what_a_node_of_the_same_build_answers_and_makes_no_files()
    {
        var (exitCode, output, errors) = await HostProgram.RunAsync("definitions");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await node.Http.GetStringAsync("/definitions")), JsonNode.Parse(output)), output);
        var safe = await (await node.PostAsync(Path, output)).JsonAsync(HttpStatusCode.OK);
        Assert.True(safe.GetProperty("isSafe").GetBoolean());
    }

    [Fact]
    public async Task The_program_without_samples_has_no_definitions()
    {
        var (exitCode, output, _) = await HostProgram.RunAsync("definitions", "--no-samples");

        Assert.Equal(0, exitCode);
        Assert.Empty(JsonNode.Parse(output)!["definitions"]!.AsArray());
        Assert.Contains("--data", await HostProgram.RefusesAsync(2, "definitions", "--data", "x"), StringComparison.Ordinal);
    }

    private static JsonNode Trip(JsonArray definitions) => definitions.Single(definition => (string?)definition!["name"] == "plan-trip")!;

    /// <summary>The diff of the node's own definitions, changed.</summary>
    private async Task<JsonElement> DiffAsync(Action<JsonArray> change, string query = "")
    {
        var list = JsonNode.Parse(await node.Http.GetStringAsync("/definitions"))!;
        change(list["definitions"]!.AsArray());
        return await (await node.PostAsync(Path + query, list.ToJsonString())).JsonAsync(HttpStatusCode.OK);
    }

    private async Task WaitingAsync(string id)
    {
        var start = await node.PostAsync("/transactions/plan-trip", $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""");
        await start.JsonAsync(HttpStatusCode.Accepted);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var view = await node.GetAsync($"/transactions/{id}");
            if (view.GetProperty("steps").EnumerateArray().Any(step => Text(step, "status") == "waiting"))
                return;
            Assert.False(patience.IsCancellationRequested, view.GetRawText());
            await Task.Delay(10);
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
