using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>F12: a transaction is cancelled while it is at work, while it waits, and when it is over.</summary>
public sealed class CancelSpec : VirtualTimeSpec
{
    private static readonly ParticipantAddress Desk = ParticipantAddress.Registered<CancelSpec>();
    private static readonly CancelTransaction Cancel = new("t1", "the customer has changed his mind");
    private readonly Gate _gate = new();

    [Fact]
    public async Task F12_a_running_step_is_told_by_its_token_and_what_took_effect_is_undone()
    {
        Run(Transaction.Define<int>("t").Counts("before", Trace)
            .Step("waits", async (int n, StepContext step) =>
            {
                await _gate.PassAsync(step.CancellationToken);
                return n;
            }).Undo((int n) => Trace.Add($"waits compensate: {n}")).Build());
        var caller = Started("t1", "t", 1);
        await _gate.Reached;

        Assert.Equal(TransactionStatus.Running, Accepted(Cancel).Status);

        var outcome = caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(AbortCause.Cancelled, outcome.Failure.Cause);
        Assert.StartsWith("Cancelled: the customer has changed his mind", outcome.Failure.Message, StringComparison.Ordinal);
        // It was interrupted, so nobody knows whether it took effect.
        Assert.Equal(["before execute: 1", "waits compensate: 2", "before compensate: 2"], Trace.Lines);
    }

    [Fact]
    public void F12_a_participant_is_told_and_its_answer_is_waited_for()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<CancelSpec>(desk.Ref);
        Run(Transaction.Define<int>("t").Participant("desk", Desk).Build());
        var caller = Started("t1", "t", 1);
        var execute = desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);

        Accepted(Cancel);

        Assert.Equal(execute, desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience) with { Failures = execute.Failures });
        Assert.Equal(
            new CancelStep("t1", "desk", execute.IdempotencyKey, execute.Epoch, execute.Attempt),
            desk.ExpectMsg<CancelStep>(TaleSystem.Patience));
        desk.Reply(execute.Succeeded(2));
        var undo = desk.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        Assert.Equal(2, undo.State);
        desk.Reply(undo.Succeeded());
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    [Fact]
    public void F12_a_participant_that_was_never_there_is_not_waited_for()
    {
        Run(Transaction.Define<int>("t").Participant("desk", Desk).Build());
        var caller = Started("t1", "t", 1);

        Accepted(Cancel);

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(StepStatus.Pending, View("t1").Steps[0].Status);
    }

    [Fact]
    public void F56_one_that_waits_out_of_memory_is_undone_at_once_by_an_incarnation_that_took_over_first()
    {
        Run(Waiting());
        var caller = Started("t1", "t", 1);
        WaitUntilStored("t1", nameof(Event.StepAttemptFailed));
        WaitUntilPassivated("t1");

        Accepted(Cancel);

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(["before execute: 1", "before compensate: 2"], Trace.Lines);
        var events = Stored.EventsOf("t1").ToList();
        Assert.Equal(events.IndexOf(nameof(Event.CancelRequested)) - 1, events.IndexOf(nameof(Event.CoordinatorRecovered)));
    }

    [Fact]
    public void F12_when_it_is_over_the_outcome_that_stands_is_the_answer_and_an_unknown_one_is_not_found()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        var asker = CreateTestProbe();

        Region.Tell(Cancel, asker);
        asker.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        Region.Tell(Cancel with { TransactionId = "nobody" }, asker);
        asker.ExpectMsg(new TransactionNotFound("nobody"), TaleSystem.Patience);
        Region.Tell(Cancel with { TransactionId = "no id" }, asker);
        asker.ExpectMsg(new TransactionNotFound("no id"), TaleSystem.Patience);
    }

    [Fact]
    public void F40_a_hundred_at_once_write_one_event_and_all_are_answered()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        WaitUntilStored("t1", nameof(Event.StepAttemptFailed));
        var asker = CreateTestProbe();

        for (var i = 0; i < 100; i++)
            Region.Tell(Cancel, asker);

        for (var i = 0; i < 100; i++)
            asker.ExpectMsg<IWithTransactionId>(TaleSystem.Patience);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.CancelRequested));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    public void F12_whoever_cancels_is_answered_also_when_the_write_fails(WriteFate fate)
    {
        Run(Waiting());
        Started("t1", "t", 1);
        WaitUntilStored("t1", nameof(Event.StepAttemptFailed));
        Stored.DisturbOnce(typeof(Event.CancelRequested), fate);
        var asker = CreateTestProbe();

        Region.Tell(Cancel, asker);
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        asker.ExpectMsg<IWithTransactionId>(TaleSystem.Patience);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.CancelRequested));
    }

    [Fact]
    public void A_deadline_wakes_one_that_waits_longer_out_of_memory()
    {
        Run(Waiting());
        var caller = CreateTestProbe();
        Region.Tell(new StartTransaction("t1", "t", 1) { Deadline = TimeSpan.FromMinutes(30) }, caller);
        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        WaitUntilStored("t1", nameof(Event.StepAttemptFailed));
        WaitUntilPassivated("t1");

        Time.Advance(TimeSpan.FromMinutes(29));
        Assert.DoesNotContain(nameof(Event.DeadlinePassed), Stored.EventsOf("t1"));
        Time.Advance(TimeSpan.FromMinutes(1));
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        Assert.Equal(AbortCause.DeadlinePassed, caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Cause);
    }

    [Fact]
    public async Task A_deadline_cancels_a_running_step()
    {
        Run(Transaction.Define<int>("t", 1, o => o.Deadline(TimeSpan.FromSeconds(30)))
            .Step("waits", async (int n, StepContext step) =>
            {
                await _gate.PassAsync(step.CancellationToken);
                return n;
            }).Build());
        var caller = Started("t1", "t", 1);
        await _gate.Reached;

        Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(AbortCause.DeadlinePassed, caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Cause);
    }

    [Fact]
    public void A_deadline_that_makes_no_sense_is_refused()
    {
        Run(Waiting());
        var caller = CreateTestProbe();

        Region.Tell(new StartTransaction("t1", "t", 1) { Deadline = TimeSpan.Zero }, caller);

        var rejected = caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience);
        Assert.Equal(RejectionReason.InvalidCommand, rejected.Reason);
        Assert.Contains("above zero", rejected.Message, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidTransactionDefinitionException>(() =>
            Transaction.Define<int>("t", 1, o => o.Deadline(TimeSpan.FromDays(4000))).Step("one", n => n).Build());
        Assert.Contains("the deadline is 4000.00:00:00", error.Message, StringComparison.Ordinal);
    }

    private TransactionDefinition Waiting() => Transaction.Define<int>("t").Counts("before", Trace)
        .Step("waits", (int n) => n < 0 ? n : throw new InvalidOperationException("later"),
            s => s.Retry(RetryPolicy.Exponential(5, TimeSpan.FromHours(1), TimeSpan.FromHours(2)))).Build();

    private CommandAccepted Accepted(CancelTransaction cancel) => Answer<CommandAccepted>(cancel);
}
