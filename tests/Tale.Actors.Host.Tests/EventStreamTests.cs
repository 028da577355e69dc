using System.Net;
using System.Text.Json;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>A transaction's events as a stream.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private static readonly string[] Booking =
    [
        "1 started", "2 step-succeeded", "3 step-succeeded", "4 step-succeeded", "5 step-succeeded", "6 completed",
    ];

    private HeldService _payments = null!;
    private RunningNode _node = null!;

    public async Task InitializeAsync()
    {
        _payments = await HeldService.StartAsync();
        _node = new RunningNode
        {
            Configure = options => options with
            {
                MaxStreams = 2, StreamHeartbeat = TimeSpan.FromMilliseconds(50),
                HolidayAddresses = ServiceAddresses.Parse([$"payments={_payments.Address}"]),
            },
        };
        await _node.InitializeAsync();
        await (await StartAsync("t-1")).JsonAsync(HttpStatusCode.Accepted);
        await _payments.Called;
    }

    public async Task DisposeAsync()
    {
        await _payments.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Each_event_comes_when_it_is_stored_and_the_stream_ends_with_the_transaction()
    {
        using var stream = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events");
        var (id, kind, data) = (await stream.NextAsync())!.Value;
        var started = JsonSerializer.Deserialize<JsonElement>(data);
        Assert.Equal(("1", "started", "started"), (id, kind, started.GetProperty("kind").GetString()));
        Assert.Equal("ada", started.GetProperty("payload").GetProperty("customerId").GetString());

        await stream.CommentAsync();   // it is there, and says so
        _payments.Release();

        Assert.Equal(Booking[1..], await stream.RestAsync());
    }

    [Fact]
    public async Task Who_was_cut_off_goes_on_and_is_told_when_there_will_be_nothing_more()
    {
        _payments.Release();
        await (await StartAsync("t-1", "?wait=60s")).JsonAsync(HttpStatusCode.OK);

        using var all = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events?outputs=false");
        var started = JsonSerializer.Deserialize<JsonElement>((await all.NextAsync())!.Value.Data);
        Assert.Equal(JsonValueKind.Null, started.GetProperty("payload").ValueKind);
        using var byHeader = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events?after=1", lastEventId: "5");
        using var byParameter = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events?after=5");

        Assert.Equal(Booking[1..], await all.RestAsync());
        Assert.Equal(Booking[5..], await byHeader.RestAsync());
        Assert.Equal(Booking[5..], await byParameter.RestAsync());
        var request = new HttpRequestMessage(HttpMethod.Get, "/transactions/t-1/events") { Headers = { { "Last-Event-ID", "6" } } };
        Assert.Equal(HttpStatusCode.NoContent, (await _node.Http.SendAsync(request)).StatusCode);
        var head = await _node.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/transactions/t-1/events"));
        Assert.Equal("text/event-stream", head.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_stop_of_the_node_ends_the_streams_and_the_rest_comes_from_the_next_one()
    {
        List<string> seen = [];
        using (var stream = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events"))
        {
            seen.Add($"{(await stream.NextAsync())!.Value.Id} started");
            var stopped = _node.StopNodeAsync();
            Assert.Empty(await stream.RestAsync());
            await stopped;
        }
        _payments.Release();
        await _node.RestartAsync();

        using var rest = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events", lastEventId: "1");
        seen.AddRange(await rest.RestAsync());

        var ids = seen.Select(text => int.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, ids.Count), ids);
        Assert.EndsWith("completed", seen[^1], StringComparison.Ordinal);
        Assert.Contains(seen, text => text.EndsWith("taken-over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_more_streams_than_allowed_are_open_and_one_whose_reader_is_gone_counts_no_longer()
    {
        var first = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events");
        using var second = await EventReader.OpenAsync(_node.Http, "/transactions/t-1/events");
        var problem = await (await _node.Http.GetAsync("/transactions/t-1/events")).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal("too-many-streams", problem.GetProperty("reason").GetString());

        first.Dispose();

        HttpResponseMessage answer;
        do
            answer = await _node.Http.GetAsync("/transactions/t-1/events", HttpCompletionOption.ResponseHeadersRead);
        while (answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        answer.Dispose();
    }

    [Theory]
    [InlineData("/transactions/nobody/events", null, HttpStatusCode.NotFound, "unknown-transaction")]
    [InlineData("/transactions/t-1/events?after=x", null, HttpStatusCode.BadRequest, "invalid-after")]
    [InlineData("/transactions/t-1/events?afterwards=1", null, HttpStatusCode.BadRequest, "unknown-parameter")]
    [InlineData("/transactions/t-1/events", "x", HttpStatusCode.BadRequest, "invalid-last-event-id")]
    [InlineData("/transactions/t-1/events", "999", HttpStatusCode.BadRequest, "invalid-command")]
    public async Task What_cannot_be_followed_is_a_problem(string path, string? lastEventId, HttpStatusCode status, string reason)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var problem = await (await _node.Http.SendAsync(request)).ShouldBeProblemAsync(status);
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
    }

    private Task<HttpResponseMessage> StartAsync(string id, string query = "") =>
        _node.PostAsync("/transactions/book-holiday" + query, """{"state":{"customerId":"ada","amount":10}}""", idempotencyKey: id);
}
