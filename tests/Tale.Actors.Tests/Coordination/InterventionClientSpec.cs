using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Cancelling, and what operators do, through the client.</summary>
public sealed class InterventionClientSpec
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_cancel_says_how_things_stand_then_and_that_it_came_too_late()
    {
        await using var tale = TaleSystem.Start(Gated());
        await tale.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t-1" });

        Assert.Equal(TransactionStatus.Running, await tale.Client.CancelAsync("t-1", "changed my mind"));
        _gate.SetResult();
        Assert.Equal(TransactionStatus.Compensated, (await tale.Client.WatchAsync("t-1").WaitAsync(TaleSystem.Patience))!.Status);
        Assert.Equal(TransactionStatus.Compensated, await tale.Client.CancelAsync("t-1", "again"));

        await tale.RunAsync(Gated(), 1, "t-2");
        Assert.Equal(TransactionStatus.Completed, await tale.Client.CancelAsync("t-2", "too late"));
        Assert.Null(await tale.Client.CancelAsync("nobody", "too early"));
    }

    [Fact]
    public async Task An_operator_moves_what_is_suspended_and_is_refused_what_makes_no_sense()
    {
        var stuck = Transaction.Define<int>("t")
            .Step("one", int (int _) => throw new InvalidOperationException("ask somebody"), step => step.Decide(_ => Akka.Actor.Directive.Escalate))
            .Build();
        await using var tale = TaleSystem.Start(stuck);
        var run = tale.RunAsync(stuck, 1, "t-1");
        Assert.Equal(TransactionStatus.Suspended, (await run).Status);
        var command = new OperatorCommand("t-1", "c-1", OperatorAction.AssumeSucceeded, "grace", "seen in the ledger") { Step = "one", Output = 7 };

        var refused = await Assert.ThrowsAsync<TransactionRejectedException>(
            () => tale.Client.OperateAsync(command with { CommandId = "c-0", Output = null }));
        Assert.Equal(RejectionReason.NotAllowed, refused.Reason);
        Assert.Equal(TransactionStatus.Completed, await tale.Client.OperateAsync(command));
        Assert.Equal(TransactionStatus.Completed, await tale.Client.OperateAsync(command));
        Assert.Null(await tale.Client.OperateAsync(command with { TransactionId = "nobody" }));
        Assert.Equal(7, (await tale.Client.WatchAsync<int>("t-1"))!.Result);
    }

    private TransactionDefinition<int, int> Gated() => Transaction.Define<int>("t")
        .Step("one", async n => { await _gate.Task; return n + 1; }).Undo(_ => { })
        .Build();
}
