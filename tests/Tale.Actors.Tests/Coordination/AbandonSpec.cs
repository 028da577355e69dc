using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>F14, F34: what never ends, and has no timeout, is waited for no longer once an operator says so.</summary>
public sealed class AbandonSpec() : VirtualTimeSpec("tale.steps.max-concurrent = 1")
{
    private static readonly ParticipantAddress Desk = ParticipantAddress.Registered<AbandonSpec>();

    private readonly Gate _gate = new();

    [Fact]
    public async Task A_step_that_ignores_its_token_is_waited_for_no_longer_and_its_place_is_anothers()
    {
        Run(
            Transaction.Define<int>("t").Step("hangs", HangsAsync).Step("next", (int n) => n + 1).Build(),
            Transaction.Define<int>("other").Step("one", (int n) => n + 1).Build());
        var caller = Started("t1", "t", 1);
        await _gate.Reached;
        var other = Started("t2", "other", 100);

        Assert.Equal(TransactionStatus.Suspended, Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon)).Status);

        caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        other.ExpectMsg(new TransactionCompleted("t2", 101), TaleSystem.Patience);
        AwaitAssert(() => Assert.Equal(["told"], Trace.Lines), TaleSystem.Patience);
        WaitUntilPassivated("t1");
        // It ends after all, and nobody hears of it.
        _gate.Open();
        Answer<CommandAccepted>(Command("c2", OperatorAction.AssumeSucceeded) with { Output = 7 });
        Assert.Equal(new TransactionCompleted("t1", 8), Outcome("t1"));
        Assert.DoesNotContain(Stored.Stored, stored => stored.Payload is Event.StepSucceeded { Step: "hangs" });
    }

    /// <summary>Its actor cannot end before it, and neither could its coordinator: it stays, and answers.</summary>
    [Fact]
    public async Task A_step_that_blocks_its_thread_holds_up_nobody_who_moves_the_transaction()
    {
        using var blocked = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(Blocking(begun, blocked).Step("next", (int n) => n + 1).Build());
        Started("t1", "t", 1);
        await begun.Task.WaitAsync(TaleSystem.Patience);

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        Assert.Equal(TransactionStatus.Suspended, View("t1").Status);
        Answer<CommandAccepted>(Command("c2", OperatorAction.AssumeSucceeded) with { Output = 7 });

        Assert.Equal(new TransactionCompleted("t1", 8), Outcome("t1"));
        blocked.Set();
        WaitUntilPassivated("t1");
    }

    /// <summary>It is in memory for its blocked thread alone, and the index thinks that it is not.</summary>
    [Fact]
    public async Task What_is_due_comes_while_a_step_that_was_abandoned_blocks_its_thread()
    {
        using var blocked = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(Blocking(begun, blocked).Delay("pause", TimeSpan.FromMinutes(2)).Step("next", (int n) => n + 1).Build());
        Started("t1", "t", 1);
        await begun.Task.WaitAsync(TaleSystem.Patience);
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        Answer<CommandAccepted>(Command("c2", OperatorAction.AssumeSucceeded) with { Output = 7 });

        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        blocked.Set();
        WaitUntilPassivated("t1");
    }

    [Fact]
    public async Task An_undo_that_never_ends_is_left_undone()
    {
        Run(Transaction.Define<int>("t").Step("one", (int n) => n).Undo(async _ =>
        {
            await _gate.PassAsync();
        }).Step("fails", (int n) => n < 0 ? n : throw new InvalidOperationException("no")).Build());
        var caller = Started("t1", "t", 1);
        await _gate.Reached;

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon, "one"));
        caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        Answer<CommandAccepted>(Command("c2", OperatorAction.SkipStep, "one"));

        Assert.IsType<TransactionFailed>(Outcome("t1"));
        _gate.Open();
    }

    [Fact]
    public void A_participant_is_told_and_its_late_answer_counts_for_nothing()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<AbandonSpec>(desk.Ref);
        Run(Transaction.Define<int>("t").Participant("hangs", Desk).Build());
        Started("t1", "t", 1);
        var first = desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        var coordinator = desk.LastSender;

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));

        // It is asked for nothing more: that could have it done after all.
        Assert.Equal(first.IdempotencyKey, desk.ExpectMsg<CancelStep>(TaleSystem.Patience).IdempotencyKey);
        coordinator.Tell(first.Succeeded(7), desk);
        Answer<CommandAccepted>(Command("c2", OperatorAction.RetryNow));
        var second = Fish<ExecuteStep>(desk, step => step.Attempt == 2);
        Assert.Equal(["Abandoned"], second.Failures.Select(failure => failure.Type));
        desk.LastSender.Tell(second.Succeeded(8), desk);
        Assert.Equal(new TransactionCompleted("t1", 8), Outcome("t1"));
    }

    [Fact]
    public async Task A_child_goes_on_and_is_undone_by_whoever_goes_back()
    {
        var inner = Transaction.Define<int>("inner").Step("counts", (int n) => n).Undo(n => Trace.Add($"undo {n}"))
            .Step("waits", async (int n, StepContext step) =>
            {
                await _gate.PassAsync(step.CancellationToken);
                return n;
            }).Build();
        Run(Transaction.Define<int>("t").Child("hangs", inner).Build(), inner);
        Started("t1", "t", 1);
        await _gate.Reached;

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));

        Assert.Equal(TransactionStatus.Running, View("t1:hangs").Status);
        Answer<CommandAccepted>(Command("c2", OperatorAction.Compensate) with { Step = null });
        Assert.IsType<TransactionCompensated>(Outcome("t1"));
        Assert.Equal(TransactionStatus.Compensated, View("t1:hangs").Status);
        Assert.Equal(["undo 1"], Trace.Lines);
    }

    /// <summary>A parent says again and again that its child is to go back. That decides nothing that an operator is to decide.</summary>
    [Fact]
    public async Task What_is_abandoned_in_a_child_that_goes_back_waits_for_somebody_who_says_so()
    {
        var inner = Transaction.Define<int>("inner").Step("deaf", async (int n) =>
        {
            await _gate.PassAsync();
            return n;
        }).Undo(n => Trace.Add($"undo {n}")).UndoUnknown((int n) => Trace.Add($"undo unknown {n}")).Build();
        Run(Transaction.Define<int>("t").Child("hangs", inner).Build(), inner);
        Started("t1", "t", 1);
        await _gate.Reached;
        Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));
        WaitUntilStored("t1:hangs", nameof(Event.CancelRequested));

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon, "deaf") with { TransactionId = "t1:hangs" });
        for (var i = 0; i < 240; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            Assert.Equal(TransactionStatus.Suspended, View("t1:hangs").Status);
        }
        Answer<CommandAccepted>(new CancelTransaction("t1", "enough, I said"));
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        Assert.IsType<TransactionCompensated>(Outcome("t1"));
        Assert.Equal(["undo unknown 1"], Trace.Lines);
        _gate.Open();
    }

    private async Task<int> HangsAsync(int n, StepContext step)
    {
        await using var told = step.CancellationToken.Register(() => Trace.Add("told"));
        await _gate.PassAsync(CancellationToken.None);
        return n + 1;
    }

    private static TransactionBuilder<int, int> Blocking(TaskCompletionSource begun, ManualResetEventSlim blocked) =>
        Transaction.Define<int>("t").Step("hangs", n =>
        {
            begun.TrySetResult();
            blocked.Wait();
            return n;
        });

    private static OperatorCommand Command(string id, OperatorAction action, string step = "hangs") =>
        new("t1", id, action, "ada", "enough") { Step = step };
}
