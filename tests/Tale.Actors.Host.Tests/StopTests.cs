using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>F61: requests that are open when the node stops. A step runs, and its grace period is longer than any test waits.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const string Path = "/transactions/book-holiday";

    // Below the 30 seconds for which the HTTP server waits by itself, and the grace period, and the client's patience.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private HeldService _payments = null!;
    private RunningNode _node = null!;
    private Task? _stop;

    public async Task InitializeAsync()
    {
        _payments = await HeldService.StartAsync();
        _node = new RunningNode
        {
            Configure = options => options with
            {
                Settings = """
                    tale.steps.stop-grace = 5m
                    akka.coordinated-shutdown.phases.before-service-unbind.timeout = 6m
                    """,
                HolidayAddresses = ServiceAddresses.Parse([$"payments={_payments.Address}"]),
            },
        };
        await _node.InitializeAsync();
        await (await StartAsync("t-1")).JsonAsync(HttpStatusCode.Accepted);
        await _payments.Called.WaitAsync(Soon);
    }

    public async Task DisposeAsync()
    {
        await _payments.DisposeAsync();
        await (_stop ?? Task.CompletedTask);
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task F61_a_request_that_waits_for_an_outcome_is_answered_as_a_start_when_the_node_stops()
    {
        var waiting = StartAsync("t-1", "?wait=60s");
        var waitingForAnother = StartAsync("t-2", "?wait=60s");
        await UntilAsync(() => _node.GetAsync("/transactions/t-2"));

        Stop();

        foreach (var answer in new[] { waiting, waitingForAnother })
            await (await answer.WaitAsync(Soon)).JsonAsync(HttpStatusCode.Accepted);
        Assert.False(_stop!.IsCompleted, "A step runs, and its node does not wait for it.");
    }

    [Fact]
    public async Task F61_a_request_that_is_still_being_sent_when_the_node_stops_is_refused_at_once()
    {
        using var slow = await ConnectAsync(
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{");
        await EchoAsync();

        Stop();

        var answer = await ReadAsync(slow).WaitAsync(Soon);
        Assert.Contains(" 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1", answer, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"stopping\"", answer, StringComparison.Ordinal);
        Assert.False(_stop!.IsCompleted, "A step runs, and its node does not wait for it.");
    }

    [Fact]
    public async Task F61_a_node_that_stops_refuses_starts_and_still_shows_what_it_has()
    {
        Stop();
        await UntilAsync(async () => await (await StartAsync("t-2")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable));

        var refused = await (await StartAsync("t-3", "?wait=60s")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("stopping", refused.GetProperty("reason").GetString());
        Assert.Equal("running", (await _node.GetAsync("/transactions/t-1")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task F61_clients_that_never_finish_their_request_do_not_hold_up_a_stop()
    {
        using var head = await ConnectAsync($"POST {Path} HTTP/1.1\r\nHost: localhost\r\n");
        using var body = await ConnectAsync(
            "POST /samples/holiday/mail/send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Idempotency-Key: k\r\nContent-Length: 100000\r\n\r\n{");
        using var call = await ConnectAsync(
            "POST /samples/holiday/mail/send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Idempotency-Key: k\r\nContent-Length: 41\r\n\r\n{\"transactionId\":\"t\",\"customerId\":\"ada\"}  ");
        await _node.BehaveAsync("mail", delayMs: 600_000);
        await EchoAsync();
        _payments.Release();

        Stop();

        await _stop!.WaitAsync(Soon);
    }

    [Fact]
    public async Task F61_the_hosts_own_timeout_does_not_cut_off_what_a_step_did()
    {
        var runtime = _node.Services.GetServices<IHostedService>().OfType<RuntimeStop>().Single();

        var stopped = runtime.StoppingAsync(new CancellationToken(canceled: true));
        await UntilAsync(async () => await (await StartAsync("t-2")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.False(stopped.IsCompleted, "A step runs, and its node does not wait for it.");
        _payments.Release();
        await stopped.WaitAsync(Soon);

        await _node.RestartAsync();
        var ended = await (await StartAsync("t-1", "?wait=60s")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.Single(_payments.Calls, "t-1/debit-customer-balance/execute");
    }

    private void Stop() => _stop = _node.StopNodeAsync();

    private Task<HttpResponseMessage> StartAsync(string id, string query = "") =>
        _node.PostAsync(Path + query, """{"state":{"customerId":"ada","amount":10}}""", idempotencyKey: id);

    /// <summary>The server has dealt with what was sent to it before, as far as it goes.</summary>
    private Task EchoAsync() => _node.GetAsync("/transactions/t-1");

    private async Task<NetworkStream> ConnectAsync(string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(_node.Address.Host, _node.Address.Port);
        var stream = new NetworkStream(client.Client, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        return stream;
    }

    /// <summary>Reads to the end of the answer's JSON.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            if (text.ToString().Contains('}', StringComparison.Ordinal))
                break;
        }
        return text.ToString();
    }

    private static async Task UntilAsync(Func<Task> attempt)
    {
        using var deadline = new CancellationTokenSource(Soon);
        while (await Record.ExceptionAsync(attempt) is { } error)
        {
            Assert.False(deadline.IsCancellationRequested, $"It did not happen within {Soon}: {error.Message}");
            await Task.Delay(20);   // between polls, not before an assertion
        }
    }
}
