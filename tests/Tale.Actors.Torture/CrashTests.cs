using Tale.Actors.Host.Demo;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;
using Tale.Actors.Torture.Support;

namespace Tale.Actors.Torture;

/// <summary>A node dies by SIGKILL, another one starts on the same data, and nobody else does anything.</summary>
public sealed class CrashTests : IDisposable
{
    private const string Id = "holiday-1";

    private static readonly object State = new { customerId = "ada", amount = 10m };

    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task F02_A_transaction_killed_in_its_second_step_completes_under_the_same_key()
    {
        await using (var node = await NodeProcess.StartAsync(_data.Path))
        {
            using var api = new NodeApi(node.Address);
            await api.BehaveAsync("flights", new ServiceBehaviour(DelayMs: 60_000), default);
            await api.StartAsync(Id, State, default);
            await api.UntilAsync(Id, transaction => transaction.Is("book-flight", StepStatus.Running));
            Assert.Equal(["payments debit holiday-1/debit-customer-balance/execute"], await EffectsAsync(api));
            await node.KillAsync();
        }

        await using var next = await NodeProcess.StartAsync(_data.Path);
        using var nextApi = new NodeApi(next.Address);
        var ended = await nextApi.UntilAsync(Id, Polling.HasEnded);
        Assert.Empty(ExpectedLedger.Differences(ended, TransactionStatus.Completed, await nextApi.LedgersAsync(default)));
        Assert.Equal("", next.Errors);
    }

    [Fact]
    public async Task F05_A_transaction_killed_in_its_compensation_goes_on_undoing_in_the_same_order()
    {
        await using (var node = await NodeProcess.StartAsync(_data.Path))
        {
            using var api = new NodeApi(node.Address);
            await api.BehaveAsync("mail", new ServiceBehaviour(Failures: -1), default);
            // The hotel's booking and its undo both take this long: time to see the undo under way and to kill the node.
            await api.BehaveAsync("hotels", new ServiceBehaviour(DelayMs: 3_000), default);
            await api.StartAsync(Id, State, default);
            await api.UntilAsync(Id, transaction => transaction.Is("book-hotel", StepStatus.Compensating));
            Assert.DoesNotContain(await EffectsAsync(api), effect => effect.Contains("/compensate", StringComparison.Ordinal));
            await node.KillAsync();
        }

        await using var next = await NodeProcess.StartAsync(_data.Path);
        using var nextApi = new NodeApi(next.Address);
        var ended = await nextApi.UntilAsync(Id, Polling.HasEnded);
        Assert.Empty(ExpectedLedger.Differences(ended, TransactionStatus.Compensated, await nextApi.LedgersAsync(default)));
        Assert.Equal(["book-hotel", "book-flight", "debit-customer-balance"], ended.Compensations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task I5_Whatever_a_crash_interrupts_ends_completed_or_undone_and_nothing_in_between(int seed)
    {
        var random = new Random(seed);
        string[] ids = [.. Enumerable.Range(1, 60).Select(i => $"holiday-{i}")];
        var started = new List<string>();
        foreach (var round in ids.Chunk(20))
        {
            await using var node = await NodeProcess.StartAsync(_data.Path);
            using var api = new NodeApi(node.Address);
            await Task.WhenAll(started.Select(id => api.UntilAsync(id, Polling.HasEnded)));
            started.AddRange(round);
            await api.BehaveAsync("hotels", new ServiceBehaviour(DelayMs: 20, Failures: 2), default);
            await api.BehaveAsync("mail", new ServiceBehaviour(DelayMs: 20, Failures: 10), default);
            var before = (await api.LedgersAsync(default)).Count;
            await Task.WhenAll(round.Select(id => api.StartAsync(id, State, default)));
            // A hundred calls take effect in a round: 60 up to the hotels, then ten mails, and three undos for each of the ten that
            // failed. The crash comes anywhere among them; in the first round where there is at least one undo, so that some
            // transaction ends undone.
            await api.UntilEffectsAsync(before + random.Next(started.Count == 20 ? 71 : 20, 95));
            await node.KillAsync();
        }

        await using var last = await NodeProcess.StartAsync(_data.Path);
        using var lastApi = new NodeApi(last.Address);
        var ended = await Task.WhenAll(ids.Select(id => lastApi.UntilAsync(id, Polling.HasEnded)));
        var ledgers = await lastApi.LedgersAsync(default);
        Assert.Empty(ended.SelectMany(transaction => Invariants.Violations(transaction, ledgers)));
        Assert.Contains(ended, transaction => transaction.Status == TransactionStatus.Compensated);
        Assert.Equal("", last.Errors);
    }

    [Fact]
    public async Task I1_Every_acknowledged_start_ends_although_the_node_is_killed_again_and_again()
    {
        string[] ids = [.. Enumerable.Range(1, 30).Select(i => $"holiday-{i}")];
        for (var round = 0; round < 3; round++)
        {
            await using var node = await NodeProcess.StartAsync(_data.Path);
            using var api = new NodeApi(node.Address);
            await Task.WhenAll(ids.Chunk(10).ElementAt(round).Select(id => api.StartAsync(id, State, default)));
            await node.KillAsync();
        }

        await using var last = await NodeProcess.StartAsync(_data.Path);
        using var lastApi = new NodeApi(last.Address);
        var ended = await Task.WhenAll(ids.Select(id => lastApi.UntilAsync(id, Polling.HasEnded)));
        var ledgers = await lastApi.LedgersAsync(default);
        Assert.Empty(ended.SelectMany(transaction => ExpectedLedger.Differences(transaction, TransactionStatus.Completed, ledgers)));
    }

    private static async Task<IEnumerable<string>> EffectsAsync(NodeApi api) => (await api.LedgersAsync(default))
        .Where(entry => entry.Row.Applied).Select(entry => $"{entry.Service} {entry.Row.Operation} {entry.Row.Key}");
}
