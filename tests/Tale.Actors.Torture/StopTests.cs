using System.Diagnostics;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;
using Tale.Actors.Torture.Support;
using Xunit.Abstractions;

namespace Tale.Actors.Torture;

/// <summary>A node is stopped in the ordinary way: SIGTERM, as a deploy does.</summary>
public sealed class StopTests(ITestOutputHelper output) : IDisposable
{
    // Far below the minute that the service takes, and below the 30 seconds after which the HTTP server gives up waiting for requests.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task F32_A_transaction_under_way_when_the_node_is_stopped_completes_on_the_next()
    {
        await using (var node = await NodeProcess.StartAsync(_data.Path))
        {
            using var api = new NodeApi(node.Address);
            await api.BehaveAsync("flights", new ServiceBehaviour(DelayMs: 60_000), default);
            await api.StartAsync("holiday-1", new { customerId = "ada", amount = 10m }, default);
            await api.UntilAsync("holiday-1", transaction => transaction.Is("book-flight", StepStatus.Running));
            Assert.Equal(0, await node.StopAsync().WaitAsync(StopLimit));
            Assert.Equal("", node.Errors);
        }

        await using var next = await NodeProcess.StartAsync(_data.Path);
        using var nextApi = new NodeApi(next.Address);
        var ended = await nextApi.UntilAsync("holiday-1", Polling.HasEnded);
        Assert.Empty(ExpectedLedger.Differences(ended, TransactionStatus.Completed, await nextApi.LedgersAsync(default)));
    }

    [Fact]
    public async Task F61_ten_stops_under_load_are_quick_and_lose_nothing()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < 10; round++)
        {
            await using var node = await NodeProcess.StartAsync(_data.Path);
            using var api = new NodeApi(node.Address);
            // In every second round steps take three seconds, and nearly all that has been started is in one.
            var delay = round % 2 == 0 ? 0 : 3_000;
            await api.BehaveAsync("flights", new ServiceBehaviour(DelayMs: delay), default);
            await api.BehaveAsync("mail", new ServiceBehaviour(Failures: 5), default);
            await using var traffic = new Traffic(node.Address, $"r{round}", "stopping");
            traffic.Begin(starting: 10, waiting: 10);
            await traffic.UntilAnsweredAsync(100);

            var watch = Stopwatch.StartNew();
            var stopped = node.StopAsync();
            if (round % 3 == 2)
                SendAgain(node, round % 2 == 0 ? "-TERM" : "-INT");
            Assert.Equal(0, await stopped.WaitAsync(StopLimit));
            output.WriteLine($"round {round}: {watch.Elapsed.TotalSeconds:0.00} s with steps of {delay / 1_000} s");
            Assert.Equal("", node.Errors);
            await traffic.DisposeAsync();
            Assert.Empty(traffic.Oddities);
            acknowledged.AddRange(traffic.Acknowledged);
        }

        await using var last = await NodeProcess.StartAsync(_data.Path);
        using var lastApi = new NodeApi(last.Address);
        var ended = new List<TransactionDto>();
        foreach (var id in acknowledged)
            ended.Add(await lastApi.UntilAsync(id, Polling.HasEnded));
        var ledgers = (await lastApi.LedgersAsync(default)).ToLookup(entry => entry.Row.TransactionId);
        Assert.Empty(ended.SelectMany(transaction => Invariants.Violations(transaction, [.. ledgers[transaction.Id]])));
        output.WriteLine($"{acknowledged.Count} acknowledged, {ended.Count(t => t.Status == TransactionStatus.Compensated)} undone");
    }

    private static void SendAgain(NodeProcess node, string signal)
    {
        using var kill = Process.Start("kill", [signal, node.Id.ToString()]);
        kill.WaitForExit();
    }
}
