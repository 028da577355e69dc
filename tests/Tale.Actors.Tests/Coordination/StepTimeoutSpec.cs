using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>F34, F35, F09: attempts that take longer than they may.</summary>
public sealed class StepTimeoutSpec() : VirtualTimeSpec("tale.steps { max-concurrent = 1, timeout-grace = 5s }")
{
    private static readonly ParticipantAddress Desk = ParticipantAddress.Registered<StepTimeoutSpec>();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Gate _gate = new();
    private int _attempts;

    [Fact]
    public void F34_a_step_that_never_returns_is_abandoned_and_undone_from_its_input()
    {
        Run(Transaction.Define<int>("t").Counts("before", Trace)
            .Step("hangs", Hangs, step => step.Timeout(Limit)).Undo((n, step) => Trace.Add($"hangs compensate: {n} {step.Outcome}")).Build());
        var caller = Started("t1", "t", 1);

        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        var failure = caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure;
        Assert.Equal("TimeoutException", failure.Steps.Single().Attempts.Single().Type);
        Assert.Contains("00:00:10", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["before execute: 1", "hangs execute: 2", "hangs compensate: 2 Unknown", "before compensate: 2"], Trace.Lines);
        Assert.Contains(Logged.Warnings, line => line.Contains("is abandoned", StringComparison.Ordinal));
    }

    [Fact]
    public void F35_one_that_ignores_its_token_is_given_its_grace_and_not_a_moment_less()
    {
        Run(Transaction.Define<int>("t").Step("hangs", Hangs, step => step.Timeout(Limit)).Undo(_ => { }).Build());
        Started("t1", "t", 1);
        var begun = View("t1").StartedAt;

        PassUntilStored("t1", nameof(Event.StepOutcomeUnknown));

        var ended = Stored.Stored.Select(stored => stored.Payload).OfType<Event.StepOutcomeUnknown>().Single().At;
        Assert.True(ended - begun >= TimeSpan.FromSeconds(15), $"It was abandoned after {ended - begun}.");
    }

    [Fact]
    public async Task F09_what_comes_of_an_abandoned_attempt_is_booked_on_nobody_and_its_slot_is_free_once()
    {
        Run(Transaction.Define<int>("t").Step("hangs", HangsOnce, step => step.Timeout(Limit).Retry(1)).Build());
        var caller = Started("t1", "t", 1);
        PassUntil(() => Volatile.Read(ref _attempts) == 2);

        // The first answers while the second is at work, and holds the only slot.
        _never.SetResult();
        var other = Started("t2", "t", 100);
        await _gate.Reached;
        Assert.Equal(2, Volatile.Read(ref _attempts));
        _gate.Open();

        caller.ExpectMsg(new TransactionCompleted("t1", 3), TaleSystem.Patience);
        other.ExpectMsg(new TransactionCompleted("t2", 103), TaleSystem.Patience);
        Assert.Equal(
            ["TransactionStarted", "StepAttemptFailed", "StepSucceeded", "TransactionCompleted"], Stored.EventsOf("t1"));
    }

    [Fact]
    public void One_that_ends_when_its_token_says_so_has_timed_out_and_is_retried()
    {
        Run(Transaction.Define<int>("t").Step("one", async (int n, StepContext step) =>
        {
            if (step.Attempt == 1)
                await Task.Delay(Timeout.Infinite, step.CancellationToken);
            return n + step.Attempt;
        }, step => step.Timeout(Limit).Retry(1)).Build());
        var caller = Started("t1", "t", 1);

        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        caller.ExpectMsg(new TransactionCompleted("t1", 3), TaleSystem.Patience);
        var failed = Stored.Stored.Select(stored => stored.Payload).OfType<Event.StepAttemptFailed>().Single();
        Assert.Equal("TimeoutException", failed.Failure.Type);
        Assert.DoesNotContain(Logged.Warnings, line => line.Contains("is abandoned", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_succeeds_within_its_grace_has_succeeded()
    {
        Run(Transaction.Define<int>("t").Step("one", async (int n, StepContext step) =>
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var _ = step.CancellationToken.Register(told.SetResult);
            await told.Task;
            return n + 1;
        }, step => step.Timeout(Limit)).Build());
        var caller = Started("t1", "t", 1);

        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
    }

    [Fact]
    public void F33_one_that_blocks_its_thread_holds_up_neither_its_coordinator_nor_who_asks()
    {
        using var blocked = new ManualResetEventSlim();
        Run(Transaction.Define<int>("t").Step("blocks", n =>
        {
            blocked.Wait();
            return n;
        }, step => step.Timeout(Limit)).Undo(_ => { }).Build());
        var caller = Started("t1", "t", 1);

        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        WaitUntilPassivated("t1");
        Assert.Equal(TransactionStatus.Compensated, View("t1").Status);
        blocked.Set();
    }

    [Fact]
    public async Task Time_in_which_an_attempt_waits_for_its_turn_does_not_count()
    {
        Run(
            Transaction.Define<int>("first").Step("one", async n => { await _gate.PassAsync(); return n; }).Build(),
            Transaction.Define<int>("second").Step("one", n => n + 1, step => step.Timeout(Limit)).Build());
        Started("t1", "first", 1);
        await _gate.Reached;
        var second = Started("t2", "second", 1);

        for (var i = 0; i < 100; i++)
            Time.Advance(Limit);
        _gate.Open();

        second.ExpectMsg(new TransactionCompleted("t2", 2), TaleSystem.Patience);
    }

    [Fact]
    public void F37_a_participant_is_told_and_then_not_waited_for()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<StepTimeoutSpec>(desk.Ref);
        Run(Transaction.Define<int>("t").Participant("desk", Desk, step => step.Timeout(Limit).Retry(1)).Build());
        var caller = Started("t1", "t", 1);
        var first = desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);

        PassUntilStored("t1", nameof(Event.StepAttemptFailed));

        desk.FishForMessage(message => message is CancelStep { Attempt: 1 }, TaleSystem.Patience);
        var second = (ExecuteStep)desk.FishForMessage(message => message is ExecuteStep { Attempt: 2 }, TaleSystem.Patience);
        Assert.Equal(first.IdempotencyKey, second.IdempotencyKey);
        Region.Tell(first.Succeeded(50), desk);   // late, to nobody
        desk.Reply(second.Succeeded(2));
        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
    }

    [Fact]
    public void One_whose_participant_was_never_there_has_failed_without_an_effect()
    {
        Run(Transaction.Define<int>("t").Counts("before", Trace).Participant("desk", Desk, step => step.Timeout(Limit)).Build());
        var caller = Started("t1", "t", 1);

        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        Assert.Contains("was not there", caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Message, StringComparison.Ordinal);
        Assert.Equal(["before execute: 1", "before compensate: 2"], Trace.Lines);
    }

    [Fact]
    public void An_undo_that_hangs_is_tried_again()
    {
        Run(Transaction.Define<int>("t")
            .Step("one", n => n, step => step.TimeoutCompensation(Limit).RetryCompensation(RetryPolicy.Immediate(1)))
            .Undo(async (_, step) =>
            {
                if (step.Attempt == 1)
                    await _never.Task;
                Trace.Add($"undone in attempt {step.Attempt}");
            })
            .Step("fails", int (int _) => throw new InvalidOperationException("no")).Build());
        var caller = Started("t1", "t", 1);

        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(["undone in attempt 2"], Trace.Lines);
    }

    private async Task<int> Hangs(int n)
    {
        Trace.Add($"hangs execute: {n}");
        await _never.Task;
        return n;
    }

    private async Task<int> HangsOnce(int n)
    {
        var number = Interlocked.Increment(ref _attempts);
        if (number == 1)
            await _never.Task;
        else if (number == 2)
            await _gate.PassAsync();
        return n + number;
    }
}
