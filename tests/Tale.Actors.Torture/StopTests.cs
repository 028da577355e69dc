using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;
using Tale.Actors.Torture.Support;

namespace Tale.Actors.Torture;

/// <summary>A node is stopped in the ordinary way: SIGTERM, as a deploy does.</summary>
public sealed class StopTests : IDisposable
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
}
