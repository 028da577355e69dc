using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

/// <summary>"Statuses", arrow by arrow. Operator commands do not exist yet.</summary>
public sealed class StatusTruthTable
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task Running_becomes_Completed()
    {
        var definition = Transaction.Define<int>("t").Step("one", async n => { await _gate.PassAsync(); return n; }).Build();
        await using var tale = TaleSystem.Start(definition);

        var accepted = await tale.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" });
        Assert.Equal(new TransactionAccepted("t1", "t", 1, TransactionStatus.Running), accepted);
        Assert.Equal(TransactionStatus.Running, (await tale.ViewAsync("t1")).Status);
        _gate.Open();

        Assert.Equal(TransactionStatus.Completed, (await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience))!.Status);
        Assert.Equal(["TransactionStarted", "StepSucceeded", "TransactionCompleted"], tale.Stored.EventsOf("t1"));
    }

    [Fact]
    public async Task Running_becomes_Compensating_becomes_Compensated()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n)
            .Undo(async (int _) => await _gate.PassAsync()).Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        var running = tale.RunAsync(definition, 1, "t1");
        await _gate.Reached;
        Assert.Equal(TransactionStatus.Compensating, (await tale.ViewAsync("t1")).Status);
        _gate.Open();

        Assert.Equal(TransactionStatus.Compensated, (await running).Status);
        Assert.Equal("TransactionCompensated", tale.Stored.EventsOf("t1")[^1]);
    }

    [Fact]
    public async Task Compensating_becomes_Failed_under_policy_Continue_and_lists_what_failed()
    {
        var definition = Transaction.Define<int>("t", configure: o => o.OnCompensationFailure(CompensationFailurePolicy.Continue))
            .Step("one", n => n, Counting.UndoOnce).Undo(Counting.FailingUndo("no")).Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1, "t1");

        Assert.Equal(TransactionStatus.Failed, outcome.Status);
        Assert.Equal(["one"], outcome.Failure!.Compensations.Select(failure => failure.Step));
        Assert.Equal("TransactionFailed", tale.Stored.EventsOf("t1")[^1]);
    }

    [Fact]
    public async Task Running_becomes_Suspended_when_a_step_escalates()
    {
        var definition = Transaction.Define<int>("t").Step("one", Counting.Failing("help"), s => s.Decide(_ => Directive.Escalate)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal(TransactionStatus.Suspended, outcome.Status);
        Assert.Contains("step 'one' needs help", outcome.SuspendedReason);
        var view = await tale.ViewAsync(outcome.TransactionId);
        Assert.Equal((TransactionStatus.Suspended, StepStatus.Suspended), (view.Status, view.Steps[0].Status));
    }

    [Fact]
    public async Task Compensating_becomes_Suspended_when_an_undo_fails_for_good()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n, Counting.UndoOnce)
            .Undo(Counting.FailingUndo("no")).Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal(TransactionStatus.Suspended, outcome.Status);
        Assert.Equal(
            ["CompensationStarted", "CompensationAttemptFailed", "TransactionSuspended"],
            tale.Stored.EventsOf(outcome.TransactionId).TakeLast(3));
    }

    [Fact]
    public async Task The_decider_speaks_in_directives()
    {
        var definition = Transaction.Define<int>("t")
            .Step("resume", Counting.Failing("never mind"), s => s.Decide(_ => Directive.Resume))
            .Step("stop", Counting.Failing("enough"), s => s.Retry(5).Decide(_ => Directive.Stop)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal("stop", Assert.Single(outcome.Failure!.Steps).Step);
        Assert.Single(outcome.Failure.Steps[0].Attempts);
    }

    [Fact]
    public async Task A_decider_that_throws_gives_up_and_the_steps_own_error_stays()
    {
        var definition = Transaction.Define<int>("t")
            .Step("one", Counting.Failing("the step's error"), s => s.Retry(5).Decide(_ => throw new InvalidOperationException("the decider's"))).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal("the step's error", Assert.Single(Assert.Single(outcome.Failure!.Steps).Attempts).Message);
    }
}
