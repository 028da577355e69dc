using System.Net;
using System.Net.Sockets;
using System.Text;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Starts that are refused: a clear 4xx each time, and nothing stored.</summary>
public sealed class RefusedStartTests(RunningNode node) : IClassFixture<RunningNode>, IAsyncLifetime
{
    private const string Path = "/transactions/book-holiday";
    private const string Good = """{"state":{"customerId":"ada","amount":10}}""";

    public Task InitializeAsync() => Task.CompletedTask;

    // After every test of this class: neither the index nor a service has heard of anything.
    public async Task DisposeAsync()
    {
        Assert.Empty((await node.GetAsync("/transactions")).GetProperty("transactions").EnumerateArray());
        Assert.Empty(await node.LedgersAsync());
    }

    [Fact]
    public async Task An_unknown_definition_is_not_found()
    {
        var problem = await (await node.PostAsync("/transactions/book-cruise", Good)).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("There is no definition 'book-cruise'; there are: book-holiday, book-stay, plan-trip.", problem.Detail());
    }

    [Theory]
    [InlineData("""{"state":{"customerId":"ada","amount":10}""")]
    [InlineData("""{"state":{"customerId":"ada","amount":10}} more""")]
    [InlineData("""{state:1}""")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public async Task Malformed_JSON_is_a_bad_request(string body)
    {
        var problem = await (await node.PostAsync(Path, body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("bad-json", problem.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("""{"state":{"customerId":"ada","amount":10},"priority":1}""", "$.priority", "priority")]
    [InlineData("""{"id":"t-1"}""", "$", "state")]
    [InlineData("""{"id":7,"state":{"customerId":"ada","amount":10}}""", "$.id", "id")]
    public async Task A_body_of_the_wrong_shape_is_refused_by_member(string body, string path, string member)
    {
        var problem = await (await node.PostAsync(Path, body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(path, problem.GetProperty("path").GetString());
        Assert.Contains(member, problem.Detail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"customerId":"ada","amount":"ten"}""", "$.state.amount", "amount")]
    [InlineData("""{"customerId":"ada"}""", "$.state", "'amount'")]
    [InlineData("""{"customerId":null,"amount":10}""", "$.state.customerId", "customerId")]
    [InlineData("""{"customerId":"ada","amount":10,"colour":"red"}""", "$.state.colour", "'colour'")]
    [InlineData("""{"CustomerId":"ada","amount":10}""", "$.state.CustomerId", "'CustomerId'")]
    [InlineData("""{"customerId":"ada","amount":10,"amount":20}""", "$.state", "'amount'")]
    [InlineData("""["ada",10]""", "$.state", "state")]
    [InlineData("null", "$.state", "null")]
    public async Task A_state_of_the_wrong_shape_is_refused_by_member(string state, string path, string named)
    {
        var response = await node.PostAsync(Path, $$$"""{"id":"wrong-state","state":{{{state}}}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(path, problem.GetProperty("path").GetString());
        Assert.Contains(named, problem.Detail(), StringComparison.Ordinal);
        Assert.DoesNotContain("Tale.Actors", problem.Detail(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await node.Http.GetAsync("/transactions/wrong-state")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("slash/ed")]
    [InlineData("ümlaut")]
    public async Task A_bad_id_is_refused(string id)
    {
        var response = await node.PostAsync(Path, $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid-id", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_id_that_is_too_long_is_refused()
    {
        var response = await node.PostAsync(Path, Good, idempotencyKey: new string('x', 201));
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid-id", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_id_that_differs_from_the_key_is_refused()
    {
        var response = await node.PostAsync(Path, """{"id":"a","state":{"customerId":"ada","amount":10}}""", idempotencyKey: "b");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("ambiguous-id", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Several_keys_are_refused_even_if_they_are_the_same()
    {
        // A client of .NET would send them as one.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, node.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Idempotency-Key: a\r\nIdempotency-Key: a\r\nContent-Length: {Good.Length}\r\n\r\n{Good}"));
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"ambiguous-id\"", answer, StringComparison.Ordinal);
        Assert.Contains("2 Idempotency-Key headers", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_500_000, "1048576")]    // the state: refused by the runtime
    [InlineData(10_000_000, "2097152")]   // the request: refused by the API
    public async Task F45_An_oversize_state_is_refused_with_the_limit(int size, string limit)
    {
        var response = await node.PostAsync(Path, $$$"""{"id":"large","state":{"customerId":"{{{new string('x', size)}}}","amount":10}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("payload-too-large", problem.GetProperty("reason").GetString());
        Assert.Contains(limit, problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_say_that_it_is_JSON_is_refused()
    {
        var response = await node.PostAsync(Path, Good, mediaType: "text/plain");
        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("1h")]
    [InlineData("99999999999999999999s")]
    public async Task A_bad_wait_is_refused_before_anything_is_started(string wait)
    {
        var problem = await (await node.PostAsync($"{Path}?wait={wait}", Good)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains("500ms, 30s or 2m", problem.Detail(), StringComparison.Ordinal);
    }
}
