using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F46: what a node that stops in order had not begun.</summary>
public sealed class StoppedInOrderTests
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task F46_an_attempt_that_waited_for_a_slot_when_its_node_stopped_fails_definitely()
    {
        var gate = new Gate();
        var holds = Transaction.Define<int>("holds").Step("one", async n => { await gate.PassAsync(); return n; }).Build();
        var waits = Transaction.Define<int>("waits")
            .Step("one", Counting.Failing("certainly not")).Undo(n => _trace.Add($"undo: {n}")).Build();
        var first = TaleSystem.Start("tale.steps.max-concurrent = 1", null, holds, waits);
        await first.Client.StartAsync("holds", 1);
        await gate.Reached;
        await first.Client.StartAsync("waits", 1, new StartOptions { TransactionId = "t1" });

        await first.DisposeAsync();

        await using var second = await NextNodeAsync(first.Stored.LogOf("t1"), waits);
        Assert.IsType<TransactionCompensated>(await second.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience));
        Assert.Empty(_trace.Lines);
        gate.Open();
    }

    [Fact]
    public async Task F46_an_attempt_in_backoff_when_its_node_stopped_fails_definitely()
    {
        var definition = Transaction.Define<int>("t")
            .Step("one", Counting.Failing("certainly not"), s => s.Retry(RetryPolicy.Exponential(1, TimeSpan.FromSeconds(1))))
            .Undo(n => _trace.Add($"undo: {n}")).Build();
        var first = TaleSystem.Start(definition);
        await first.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" });
        await Until.IsTrueAsync(() => first.Stored.EventsOf("t1").Contains("StepAttemptFailed"));

        await first.DisposeAsync();

        await using var second = await NextNodeAsync(first.Stored.LogOf("t1"), definition);
        Assert.IsType<TransactionCompensated>(await second.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience));
        Assert.Empty(_trace.Lines);
    }

    private static async Task<TaleSystem> NextNodeAsync(IReadOnlyList<object> log, TransactionDefinition definition)
    {
        var node = TaleSystem.Start(definition);
        await node.System.PlaceAsync("t1", log);
        return node;
    }
}
