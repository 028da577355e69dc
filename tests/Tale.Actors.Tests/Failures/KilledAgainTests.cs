using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F55: a step, or its undo, that ends its process each time is suspended after a few, and the node lives on.</summary>
public sealed class KilledAgainTests
{
    private const int MostNodes = 8;

    [Theory]
    [InlineData("execute")]
    [InlineData("compensate")]
    public async Task F55_what_ends_its_process_each_time_is_suspended_after_a_few(string direction)
    {
        IReadOnlyList<object> log = [];
        TransactionView? view = null;
        var nodes = 0;
        while (view is not { Status: TransactionStatus.Suspended } && ++nodes < MostNodes)
        {
            var deadly = new Gate();
            var definition = Deadly(direction, deadly);
            await using var node = TaleSystem.Start("tale.coordinator.max-lives-without-progress = 2", null, definition, Harmless);
            if (log.Count == 0)
                await node.Client.StartAsync("deadly", 1, new StartOptions { TransactionId = "t1" });
            else
                await node.System.PlaceAsync("t1", log);

            // Woken as by the watchdog. Then either the process ends in the middle of the step, or the step is not tried any more.
            await node.ViewAsync("t1");
            await Task.WhenAny(deadly.Reached, Until.IsTrueAsync(() => node.Stored.EventsOf("t1").Contains("TransactionSuspended")));
            view = await node.ViewAsync("t1");
            log = node.Stored.LogOf("t1");
            Assert.True((await node.RunAsync(Harmless, 1)).IsCompleted);
        }

        Assert.Equal(TransactionStatus.Suspended, view!.Status);
        Assert.InRange(nodes, 3, 5);
        var what = direction == "execute" ? "step 'one'" : "the compensation of 'one'";
        Assert.Contains(what, view.SuspendedReason, StringComparison.Ordinal);
        await MendAsync(direction, log);
    }

    /// <summary>Whoever comes next does not begin it again by himself, and an operator has it tried once it is mended.</summary>
    private static async Task MendAsync(string direction, IReadOnlyList<object> log)
    {
        var mended = new Gate();
        mended.Open();
        await using var node = TaleSystem.Start("tale.coordinator.max-lives-without-progress = 2", null, Deadly(direction, mended), Harmless);
        await node.System.PlaceAsync("t1", log);
        Assert.Equal(TransactionStatus.Suspended, (await node.ViewAsync("t1"))!.Status);
        Assert.False(mended.Reached.IsCompleted);

        await node.Client.OperateAsync(new OperatorCommand("t1", "c1", OperatorAction.RetryNow, "ada", "it is mended"));

        await Until.IsTrueAsync(() => node.Stored.EventsOf("t1")[^1] == (direction == "execute" ? "TransactionCompleted" : "TransactionCompensated"));
        Assert.True(mended.Reached.IsCompleted);
    }

    private static TransactionDefinition<int, int> Harmless => Transaction.Define<int>("harmless").Step("one", n => n).Build();

    private static TransactionDefinition<int, int> Deadly(string direction, Gate deadly)
    {
        async Task Dies() => await deadly.PassAsync();
        return direction == "execute"
            ? Transaction.Define<int>("deadly").Step("one", async n => { await Dies(); return n; }).Build()
            : Transaction.Define<int>("deadly").Step("one", n => n).Undo(async _ => await Dies()).Fails("two").Build();
    }
}
