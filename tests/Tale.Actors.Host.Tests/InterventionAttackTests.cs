using System.Net;
using System.Text;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Requests of people that are malformed, repeated with other words, or meant for another moment.</summary>
public sealed class InterventionAttackTests : IAsyncLifetime
{
    private const string Because = """{"reason":"because"}""";

    private readonly RunningNode _node = new();

    /// <summary>A transaction waits for its flight for longer than any test.</summary>
    public async Task InitializeAsync()
    {
        await _node.InitializeAsync();
        await _node.BehaveAsync("flights", delayMs: 60_000);
        await (await _node.PostAsync("/transactions/book-holiday", """{"id":"h-1","state":{"customerId":"ada","amount":10}}"""))
            .JsonAsync(HttpStatusCode.Accepted);
    }

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_cancel_that_is_to_hold_for_one_revision_only_is_refused()
    {
        var problem = await (await SendAsync("cancel", Because, ("If-Match", "\"1\""))).ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal("invalid-if-match", problem.GetProperty("reason").GetString());
        Assert.Equal("running", (await _node.GetAsync("/transactions/h-1")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_is_malformed_is_refused_as_the_sender_s_mistake_and_changes_nothing()
    {
        (string Path, string Body, int Status)[] requests =
        [
            ("steps/book-flight%2Fretry/retry", Because, 409), ("steps/book%252Fflight/retry", Because, 409),
            ("steps/%E2%82%AC/skip", Because, 409), ("steps/%25/skip", Because, 409),
            ("steps/%2F/assume-succeeded", """{"reason":"r","output":{}}""", 409),
            ("steps/a/b/retry", Because, 404), ("steps//retry", Because, 404),
            ("retry", """{"reason":null}""", 400), ("retry", """{"reason":"\ud800"}""", 400),
            ("retry", """{"reason":"a","reason":"b"}""", 400), ("retry", "null", 400), ("retry", "", 400),
            ("cancel", """{"reason":null}""", 400), ("cancel", """{"reason":"\udfff"}""", 400),
            ("steps/book-flight/assume-succeeded", """{"reason":"r","output":null}""", 409),
            ("steps/book-flight/assume-succeeded", """{"reason":"r","output":"\ud800"}""", 400),
        ];
        foreach (var (path, body, status) in requests)
            await (await SendAsync(path, body)).ShouldBeProblemAsync((HttpStatusCode)status);

        await ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_malformed_header_is_refused_and_changes_nothing()
    {
        (string Name, string Value)[] headers =
        [
            ("If-Match", "\"99999999999999999999\""), ("If-Match", "\"1\", \"2\""), ("If-Match", "\"-1\""),
            ("Idempotency-Key", "with a space"), ("Idempotency-Key", "\"\""), ("Idempotency-Key", "\"open"),
            ("Idempotency-Key", new string('x', 201)), ("Idempotency-Key", new string('x', 9_000)),
            ("Tale-Operator", new string('x', 201)),
        ];
        foreach (var header in headers)
            await (await SendAsync("compensate", Because, header)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        await ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task Another_method_is_refused_as_such()
    {
        (HttpMethod Method, string Path)[] requests =
        [
            (HttpMethod.Get, "cancel"), (HttpMethod.Put, "retry"), (HttpMethod.Delete, "steps/book-flight/skip"), (HttpMethod.Patch, "give-up"),
        ];
        foreach (var (method, path) in requests)
        {
            using var request = new HttpRequestMessage(method, $"/transactions/h-1/{path}");
            await (await _node.Http.SendAsync(request)).ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed);
        }
    }

    [Fact]
    public async Task A_reason_of_a_million_characters_is_cut_for_a_cancel_and_refused_of_an_operator()
    {
        var body = JsonSerializer.Serialize(new { reason = new string('x', 1_000_000) });

        await (await SendAsync("compensate", body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        await ShouldBeUntouchedAsync();
        await (await SendAsync("cancel", body)).JsonAsync(HttpStatusCode.OK);
    }

    private async Task ShouldBeUntouchedAsync()
    {
        var view = await _node.GetAsync("/transactions/h-1");
        Assert.Equal("running", view.GetProperty("status").GetString());
        Assert.Equal(0, view.GetProperty("interventions").GetArrayLength());
    }

    private Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/transactions/h-1/{path}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!request.Headers.Contains("Tale-Operator"))
            request.Headers.TryAddWithoutValidation("Tale-Operator", "grace");
        return _node.Http.SendAsync(request);
    }
}
