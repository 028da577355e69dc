using System.Net;
using System.Net.Sockets;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Host.Tests.Support;
using static Tale.Actors.Host.Tests.Support.RawService;

namespace Tale.Actors.Host.Tests;

/// <summary>F60: the table of <see cref="ServiceCaller"/>, against a service on a bare socket that lies, stalls and trickles.</summary>
public sealed class ServiceCallerTests
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private const string Receipt = """{"reference":"room-7"}""";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Answers of which no one can say whether the call was done.</summary>
    public static TheoryData<string, string> Unknown => new()
    {
        { "204", "HTTP/1.1 204 No Content\r\n\r\n" },
        { "200 without a body", Answer("200 OK", Json, "") },
        { "200 in HTML", Answer("200 OK", "text/html", "<html>Welcome to the hotel's Wi-Fi</html>") },
        { "200 with another JSON", Answer("200 OK", Json, """{"ok":true}""") },
        { "200 with null", Answer("200 OK", Json, "null") },
        { "200 with an empty reference", Answer("200 OK", Json, """{"reference":""}""") },
        { "200 with a number", Answer("200 OK", Json, """{"reference":7}""") },
        { "200 with half of the JSON", Answer("200 OK", Json, """{"reference":"ro""") },
        { "200 with a receipt that is no JSON by its type", Answer("200 OK", "text/plain", Receipt) },
        { "200 with a receipt without a type", Answer("200 OK", null, Receipt) },
        { "201 with a receipt", Answer("201 Created", Json, Receipt) },
        { "202 with a receipt", Answer("202 Accepted", Json, Receipt) },
        { "304", "HTTP/1.1 304 Not Modified\r\n\r\n" },
        { "400 without a body", Answer("400 Bad Request", null, "") },
        { "404 in HTML", Answer("404 Not Found", "text/html", "<html>nginx</html>") },
        { "404 with a problem that was not agreed on", Answer("404 Not Found", Problem, """{"reason":"gone","detail":"no"}""") },
        { "404 with an agreed reason in plain JSON", Answer("404 Not Found", Json, """{"reason":"unknown-operation"}""") },
        { "408", Answer("408 Request Timeout", null, "") },
        { "409 without a reason", Answer("409 Conflict", Problem, """{"title":"Conflict","status":409}""") },
        { "429", Answer("429 Too Many Requests", null, "", "Retry-After: 1\r\n") },
        { "500 without a body", Answer("500 Internal Server Error", null, "") },
        { "500 with a reason that was agreed on for 400", Answer("500 Internal Server Error", Problem, """{"reason":"bad-json"}""") },
        { "502 in HTML", Answer("502 Bad Gateway", "text/html", "<html>Bad Gateway</html>") },
        { "503 without a body", Answer("503 Service Unavailable", null, "") },
        { "503 with a reason that is a number", Answer("503 Service Unavailable", Problem, """{"reason":503}""") },
        { "504 with a problem", Answer("504 Gateway Timeout", Problem, """{"title":"Gateway Timeout"}""") },
        { "no answer", "" },
        { "half of a header", "HTTP/1.1 200 OK\r\nContent-Le" },
        { "less than was promised", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n" + Receipt },
        { "no last chunk", $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n{Receipt}\r\n" },
        { "something that is not HTTP", "220 smtp.example.com ESMTP\r\n" },
        { "compressed", Answer("200 OK", Json, "\u001f\u008b", "Content-Encoding: gzip\r\n") },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task F60_an_answer_that_was_not_agreed_on_leaves_the_outcome_unknown(string name, string answer)
    {
        await using var service = new RawService(answer);

        var error = await Record.ExceptionAsync(() => CallAsync(service.Address));

        Assert.True(error is OutcomeUnknownException, $"{name}: {error}");
        Assert.Equal(["POST /book HTTP/1.1"], service.Requests);
    }

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("303 See Other")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public async Task F60_a_redirect_is_not_followed_and_leaves_the_outcome_unknown(string status)
    {
        await using var elsewhere = new RawService(Answer("200 OK", Json, Receipt));
        await using var service = new RawService(Answer(status, null, "", $"Location: {elsewhere.Address}book\r\n"));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CallAsync(service.Address));

        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F60_an_answer_of_300_MB_is_read_no_further_than_its_limit(bool isChunked)
    {
        const int size = 300 * 1024 * 1024;
        var sent = 0L;
        await using var service = new RawService(async (_, socket, over) =>
        {
            var length = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}";
            await SendAsync(socket, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}\r\n\r\n", over);
            var block = isChunked ? $"10000\r\n{new string('x', 65_536)}\r\n" : new string('x', 65_536);
            while (sent < size)
            {
                await SendAsync(socket, block, over);
                Interlocked.Add(ref sent, block.Length);
            }
        });

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CallAsync(service.Address));

        // What the two systems' buffers hold beside the limit.
        Assert.InRange(Interlocked.Read(ref sent), 0, size / 10);
    }

    public static TheoryData<string, string, string> Slow => new()
    {
        { "stalls at once", "", "" },
        { "stalls after its headers", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n", "" },
        { "stalls in its body", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{\"refe", "" },
        { "trickles its body", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n", " " },
        { "trickles its headers", "HTTP/1.1 200 OK\r\nX-Endless: ", "x" },
        { "goes on and on about going on", "", "HTTP/1.1 100 Continue\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Slow))]
    public async Task F60_a_service_that_does_not_come_to_an_end_leaves_the_outcome_unknown(string name, string beginning, string drop)
    {
        await using var service = new RawService(async (_, socket, over) =>
        {
            await SendAsync(socket, beginning, over);
            while (true)
            {
                await SendAsync(socket, drop, over);
                await Task.Delay(20, over);
            }
        });

        var error = await Record.ExceptionAsync(() => CallAsync(service.Address, TimeSpan.FromSeconds(1)).WaitAsync(Limit));

        Assert.True(error is OutcomeUnknownException, $"{name}: {error}");
    }

    [Fact]
    public async Task F60_a_service_that_resets_its_connections_leaves_the_outcome_unknown()
    {
        await using var service = new RawService((_, socket, _) =>
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CallAsync(service.Address));
    }

    [Fact]
    public async Task F60_a_service_that_goes_away_for_good_with_the_second_call_on_a_connection_leaves_its_outcome_unknown()
    {
        // Had the client sent the call again on a new connection, that one would be refused, and the call pass for one never sent.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = Client(new Uri($"http://{listener.LocalEndpoint}/"), ServiceCaller.Deadline);
        var serving = Task.Run(async () =>
        {
            using var socket = await listener.AcceptSocketAsync();
            var buffer = new byte[4096];
            await ReadCallAsync(socket, buffer);
            await SendAsync(socket, Answer("200 OK", Json, Receipt), default);
            await ReadCallAsync(socket, buffer);
            listener.Stop();
        });
        Assert.Equal("room-7", await CallAsync(http));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CallAsync(http));

        await serving;
    }

    [Fact]
    public async Task F60_a_call_that_never_went_out_was_not_done()
    {
        var service = new RawService("");
        await service.DisposeAsync();

        await Assert.ThrowsAsync<ServiceFailedException>(() => CallAsync(service.Address));
    }

    [Fact]
    public async Task F60_a_call_to_a_service_that_speaks_no_TLS_was_not_done()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var socket = await listener.AcceptSocketAsync();
            await SendAsync(socket, "not a word of TLS\r\n", default);
        });

        await Assert.ThrowsAsync<ServiceFailedException>(() => CallAsync(new Uri($"https://{listener.LocalEndpoint}/")));

        await serving;
    }

    [Theory]
    [InlineData("503 Service Unavailable", "told-to-fail", false)]
    [InlineData("400 Bad Request", "missing-idempotency-key", true)]
    [InlineData("400 Bad Request", "bad-json", true)]
    [InlineData("404 Not Found", "unknown-operation", true)]
    [InlineData("404 Not Found", "unknown-service", true)]
    [InlineData("413 Content Too Large", "payload-too-large", true)]
    [InlineData("415 Unsupported Media Type", "not-json", true)]
    public async Task F60_an_agreed_refusal_was_not_done_and_says_whether_to_try_again(string status, string reason, bool isFinal)
    {
        var body = $$"""{"reason":"{{reason}}","detail":"because"}""";
        await using var service = new RawService(Answer(status, $"{Problem}; charset=utf-8", body));

        var error = await Record.ExceptionAsync(() => CallAsync(service.Address));

        Assert.IsType(isFinal ? typeof(AbortRetriesException) : typeof(ServiceFailedException), error);
        Assert.Equal($"The hotels service answered {status[..3]} to 'book': because", error!.Message);
    }

    [Fact]
    public async Task F60_an_agreed_receipt_is_read_and_the_key_goes_along()
    {
        var seen = "";
        await using var service = new RawService((request, socket, over) =>
        {
            seen = request;
            return SendAsync(socket, Answer("200 OK", $"{Json}; charset=utf-8", Receipt), over);
        });

        Assert.Equal("room-7", await CallAsync(service.Address));

        Assert.Contains("Idempotency-Key: t-1/book-hotel/execute\r\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F60_a_call_that_the_runtime_cancels_stays_a_cancellation()
    {
        using var patience = new CancellationTokenSource();
        await using var service = new RawService(async (_, _, over) =>
        {
            await patience.CancelAsync();
            await Task.Delay(Timeout.Infinite, over);
        });
        using var http = Client(service.Address, ServiceCaller.Deadline);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(http, patience.Token).WaitAsync(Limit));
    }

    [Fact]
    public async Task F60_a_transaction_undoes_a_step_whose_answer_nobody_can_read()
    {
        const string nothing = "HTTP/1.1 204 No Content\r\n\r\n";
        await using var mail = new RawService((request, socket, over) => SendAsync(
            socket, request.StartsWith("POST /send", StringComparison.Ordinal) ? nothing : Answer("200 OK", Json, Receipt), over));
        var node = new RunningNode
        {
            Configure = options => options with { HolidayAddresses = ServiceAddresses.Parse([$"mail={mail.Address}"]) },
        };
        await node.InitializeAsync();

        var ended = await (await node.PostAsync(
            "/transactions/book-holiday?wait=60s", """{"id":"t-1","state":{"customerId":"ada","amount":10}}"""))
            .JsonAsync(HttpStatusCode.OK);

        Assert.Equal("compensated", ended.GetProperty("status").GetString());
        Assert.Equal(["POST /send HTTP/1.1", "POST /retract HTTP/1.1"], mail.Requests);
        await node.DisposeAsync();
    }

    private static async Task<string> CallAsync(Uri address, TimeSpan? deadline = null)
    {
        using var http = Client(address, deadline ?? ServiceCaller.Deadline);
        return await CallAsync(http).WaitAsync(Limit);
    }

    private static Task<string> CallAsync(HttpClient http, CancellationToken cancellationToken = default)
    {
        var step = new StepContext
        {
            TransactionId = "t-1", Definition = "book-holiday", Version = 1, Step = "book-hotel",
            IdempotencyKey = "t-1/book-hotel/execute", Attempt = 1, CancellationToken = cancellationToken,
        };
        return new ServiceCaller(ServiceNames.Hotels, http).CallAsync("book", new ServiceCall("t-1", "ada"), step);
    }

    private static HttpClient Client(Uri address, TimeSpan deadline)
    {
        var http = new HttpClient(ServiceCaller.Handler()) { BaseAddress = address };
        ServiceCaller.SetLimits(http);
        http.Timeout = deadline;
        return http;
    }

    private static async Task ReadCallAsync(Socket socket, byte[] buffer)
    {
        var text = "";
        while (!text.Contains('}', StringComparison.Ordinal) && await socket.ReceiveAsync(buffer) is > 0 and var read)
            text += System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }
}
