using System.Net;
using System.Net.Sockets;
using System.Text;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Whatever is asked: an answer that is not 2xx is problem+json, says what was wrong in words of HTTP and JSON, and what there is.</summary>
public sealed class EveryAnswerTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string Start = "/transactions/book-holiday";

    [Theory]
    [InlineData("GET", "/nowhere", 404, "unknown-path", "/transactions/{id}")]
    [InlineData("GET", "/", 404, "unknown-path", "/definitions")]
    [InlineData("HEAD", "/nowhere", 404, null, null)]
    [InlineData("GET", "/transactions/none", 404, "unknown-transaction", "'none'")]
    [InlineData("GET", "/transactions/two%20words", 404, "unknown-transaction", "'two words'")]
    [InlineData("DELETE", "/transactions/t", 405, "wrong-method", "GET, HEAD, POST")]
    [InlineData("POST", "/definitions", 405, "wrong-method", "GET, HEAD")]
    [InlineData("OPTIONS", "/transactions", 405, "wrong-method", "GET, HEAD")]
    [InlineData("GET", "/definitions?verbose=1", 400, "unknown-parameter", "takes none")]
    [InlineData("GET", "/transactions?statsu=running", 400, "unknown-parameter", "status, definition, version, idPrefix, failure, startedFrom, startedBefore, after, limit")]
    [InlineData("GET", "/transactions?definition=a&definition=b", 400, "repeated-parameter", "'definition' is there 2 times")]
    [InlineData("GET", "/transactions/t?definition=x", 400, "unknown-parameter", "'definition'")]
    [InlineData("POST", Start + "?wiat=1s", 400, "unknown-parameter", "wait, outputs")]
    [InlineData("GET", "/transactions/count?limit=1", 400, "unknown-parameter", "status, definition, version, idPrefix, failure, startedFrom, startedBefore")]
    [InlineData("GET", "/transactions/t?output=false", 400, "unknown-parameter", "wait, outputs")]
    [InlineData("GET", "/health/ready?verbose=1", 400, "unknown-parameter", "takes none")]
    [InlineData("GET", "/samples/holiday/cars", 404, "unknown-service", "payments, flights, hotels, mail")]
    [InlineData("GET", "/samples/holiday/mail?from=1", 400, "unknown-parameter", "after, limit")]
    [InlineData("PUT", "/samples/holiday/mail/behaviour", 415, "not-json", "application/json")]
    public async Task An_answer_that_is_no_success_is_a_problem(string method, string path, int status, string? reason, string? says)
    {
        var response = await node.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        if (reason is null)
        {
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            return;
        }
        var problem = await response.ShouldBeProblemAsync((HttpStatusCode)status);
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
        Assert.Contains(says!, problem.Detail(), StringComparison.Ordinal);
        Assert.Equal(status == 405 ? says : "", string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("attacker.example:5080")]
    [InlineData("10.0.0.1")]
    [InlineData("localhost.attacker.example")]
    public async Task A_page_in_a_browser_cannot_reach_the_API_by_a_name_of_its_own(string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/definitions") { Headers = { Host = host } };
        var problem = await (await node.Http.SendAsync(request)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("unknown-host", problem.GetProperty("reason").GetString());
        Assert.Contains("localhost", problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_too_early_is_a_problem()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, node.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Start} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"));
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"bad-request\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"state":{"customerId":"ada","amount":"ten"}}""", "The state does not fit at $.state.amount: it must be a number.")]
    [InlineData("""{"state":{"customerId":7,"amount":10}}""", "The state does not fit at $.state.customerId: it must be text.")]
    [InlineData("""{"state":{"customerId":null,"amount":10}}""", "The state does not fit at $.state.customerId: it must not be null.")]
    [InlineData("""{"state":{"customerId":"ada"}}""", "The state does not fit at $.state: it lacks 'amount'.")]
    [InlineData("""{"state":{"customerId":"ada","amount":1e99}}""", "The state does not fit at $.state.amount: it must be a number that is neither too large nor too small.")]
    [InlineData("""{"state":{"a":1}}""", "The state does not fit at $.state.a: there is no member 'a'.")]
    [InlineData("""{"state":["a"]}""", "The state does not fit at $.state: it has another form than is expected there.")]
    [InlineData("""{"state":{"amount":1,"amount":2}}""", "The * does not fit at $.state: 'amount' is there more than once.")]
    [InlineData("""{"state":{},"priority":1}""", "The body does not fit at $.priority: there is no member 'priority'.")]
    [InlineData("""{"id":"x"}""", "The body does not fit at $: it lacks 'state'.")]
    [InlineData("""{"state":{},}""", "The body does not fit at $: it is no valid JSON (line 1, byte 13).")]
    [InlineData("""{"state":{"a":tru}}""", "The body does not fit at $*: it is no valid JSON (line 1, byte *).")]
    [InlineData("", "The body does not fit at $: it is no valid JSON (line 1, byte 1).")]
    public async Task A_body_that_does_not_fit_is_described_in_words_of_JSON(string body, string detail)
    {
        var problem = await (await node.PostAsync(Start, body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Matches("^" + string.Join(".*", detail.Split('*').Select(System.Text.RegularExpressions.Regex.Escape)) + "$", problem.Detail());
    }

    [Fact]
    public async Task HEAD_works_wherever_GET_does()
    {
        var endpoints = node.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        var methods = endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods).ToList();
        Assert.Contains(methods, list => list.Contains("GET"));
        Assert.All(methods, list => Assert.Equal(list.Contains("GET"), list.Contains("HEAD")));

        var head = await node.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/definitions"));
        var get = await node.Http.GetAsync("/definitions");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("http://127.0.0.2:0")]
    [InlineData("http://[::1]:0")]
    [InlineData("http://127.0.0.1:0;http://127.0.0.2:0")]
    public async Task A_node_its_samples_and_its_API_work_on_every_loopback_address(string urls)
    {
        var other = new RunningNode { Configure = options => options with { Urls = urls } };
        await other.InitializeAsync();
        var outcome = await (await other.PostAsync(
            Start + "?wait=60s", """{"id":"t","state":{"customerId":"ada","amount":10}}""")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", outcome.GetProperty("status").GetString());
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_node_its_samples_and_its_API_work_on_localhost()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var other = new RunningNode { Configure = options => options with { Urls = $"http://localhost:{port}" } };
        await other.InitializeAsync();
        var outcome = await (await other.PostAsync(
            Start + "?wait=60s", """{"id":"t","state":{"customerId":"ada","amount":10}}""")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", outcome.GetProperty("status").GetString());
        await other.DisposeAsync();
    }
}
