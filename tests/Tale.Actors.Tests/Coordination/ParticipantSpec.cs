using System.Collections.Immutable;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>A probe plays the steps; time is virtual; every message is the exact one.</summary>
public sealed class ParticipantSpec() : ActorSpec(VirtualTime)
{
    private static readonly ParticipantAddress Address = ParticipantAddress.Registered<ParticipantSpec>();
    private static readonly TimeSpan Resend = TimeSpan.FromSeconds(5);

    [Fact]
    public void Executes_in_order_and_reports_the_result()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Participant<string>("two", Address).Build());

        var caller = Started("t1", "t", 7);
        var one = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Assert.Equal(Execute("one", 1, 1, 7), one);
        participant.Reply(one.Succeeded(8));
        var two = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Assert.Equal(Execute("two", 1, 1, 8), two);
        participant.Reply(two.Succeeded("done"));

        caller.ExpectMsg(new TransactionCompleted("t1", "done"), TaleSystem.Patience);
    }

    [Fact]
    public void Retries_with_backoff_and_shows_the_failures_so_far()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address, s => s.Retry(RetryPolicy.Exponential(2, TimeSpan.FromSeconds(10)))).Build());
        var start = Time.Now;

        var caller = Started("t1", "t", 7);
        Answer(participant, Execute("one", 1, 1, 7), request => request.Retry("busy"));
        DueAfter(participant, "t1", start + TimeSpan.FromSeconds(10));
        var second = Answer(participant, Execute("one", 1, 2, 7), request => request.Retry("still busy"));
        DueAfter(participant, "t1", start + TimeSpan.FromSeconds(30));
        var third = Answer(participant, Execute("one", 1, 3, 7), request => request.Succeeded(8));

        Assert.Equal(["busy"], second.Failures.Select(failure => failure.Message));
        Assert.Equal(["busy", "still busy"], third.Failures.Select(failure => failure.Message));
        caller.ExpectMsg(new TransactionCompleted("t1", 8), TaleSystem.Patience);
    }

    [Fact]
    public void Retry_ends_when_the_policy_has_no_attempts_left()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address, s => s.Retry(1)).Build());

        var caller = Started("t1", "t", 7);
        Answer(participant, Execute("one", 1, 1, 7), request => request.Retry("busy"));
        Answer(participant, Execute("one", 1, 2, 7), request => request.Retry("busy again"));

        var outcome = caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal("Failed to apply step after 2 attempts: ParticipantFailure: busy again", Assert.Single(outcome.Failure.Steps).Message);
    }

    [Fact]
    public void The_participant_may_say_itself_when_to_retry()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address, s => s.Retry(3)).Build());
        var start = Time.Now;

        var caller = Started("t1", "t", 7);
        Answer(participant, Execute("one", 1, 1, 7), request => request.Retry("come back later", TimeSpan.FromSeconds(42)));
        DueAfter(participant, "t1", start + TimeSpan.FromSeconds(42));
        Answer(participant, Execute("one", 1, 2, 7), request => request.Succeeded(8));

        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
    }

    [Fact]
    public void Failed_is_final_and_undoes_in_reverse_with_each_steps_own_output()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Participant("two", Address).Participant("three", Address, s => s.Retry(5)).Build());

        var caller = Started("t1", "t", 7);
        Answer(participant, Execute("one", 1, 1, 7), request => request.Succeeded(8));
        Answer(participant, Execute("two", 1, 1, 8), request => request.Succeeded(9));
        Answer(participant, Execute("three", 1, 1, 9), request => request.Failed("never"));
        Undo(participant, Compensate("two", 1, 9), request => request.Succeeded());
        Undo(participant, Compensate("one", 1, 8), request => request.Succeeded());

        Assert.Equal(
            "Step 'three': Failed to apply step: ParticipantFailure: never",
            caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Message);
        Assert.False(participant.HasMessages);
    }

    [Fact]
    public void Compensation_is_retried_with_backoff_under_its_own_policy()
    {
        var participant = Participant();
        var policy = RetryPolicy.Exponential(3, TimeSpan.FromSeconds(20));
        Run(Transaction.Define<int>("t").Participant("one", Address, s => s.RetryCompensation(policy)).Fails("two").Build());
        var start = Time.Now;

        var caller = Started("t1", "t", 7);
        Answer(participant, Execute("one", 1, 1, 7), request => request.Succeeded(8));
        Undo(participant, Compensate("one", 1, 8), request => request.Retry("busy"));
        DueAfter(participant, "t1", start + TimeSpan.FromSeconds(20));
        Undo(participant, Compensate("one", 2, 8), request => request.Succeeded());

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    [Fact]
    public void Compensation_that_the_participant_refuses_suspends()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Fails("two").Build());

        var caller = Started("t1", "t", 7);
        Answer(participant, Execute("one", 1, 1, 7), request => request.Succeeded(8));
        Undo(participant, Compensate("one", 1, 8), request => request.Failed("cannot be undone"));

        Assert.Contains("cannot be undone", caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience).Reason);
    }

    [Fact]
    public void A_request_is_sent_again_until_it_is_answered()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Build());

        var caller = Started("t1", "t", 7);
        var request = participant.ExpectMsg(Execute("one", 1, 1, 7), TaleSystem.Patience);
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(Resend);
            participant.ExpectMsg(request, TaleSystem.Patience);
        }
        participant.Reply(request.Succeeded(8));
        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Time.Advance(Resend);

        participant.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void F09_F10_stale_replies_change_nothing()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address, s => s.Retry(3)).Build());

        var caller = Started("t1", "t", 7);
        var first = Answer(participant, Execute("one", 1, 1, 7), request => request.Retry("busy"));
        var second = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Assert.Equal(2, second.Attempt);
        participant.Reply(first.Succeeded(1));
        participant.Reply(second.Succeeded(2) with { Epoch = 0 });
        participant.Reply(second.Succeeded(3) with { Attempt = 3 });
        participant.Reply(second.Succeeded(4) with { Step = "two" });
        participant.Reply(second.Succeeded(5) with { TransactionId = "t2" });
        participant.Reply(second.Succeeded(6));

        caller.ExpectMsg(new TransactionCompleted("t1", 6), TaleSystem.Patience);
        Assert.Equal(["TransactionStarted", "StepAttemptFailed", "StepSucceeded", "TransactionCompleted"], Stored.EventsOf("t1"));
    }

    [Fact]
    public void A_participant_that_registers_late_is_found()
    {
        Run(Transaction.Define<int>("t").Participant("one", Address).Build());
        var caller = Started("t1", "t", 7);
        Assert.Equal(StepStatus.Running, View("t1").Steps[0].Status);

        var participant = Participant();
        AwaitAssert(
            () =>
            {
                Time.Advance(Resend);
                Assert.True(participant.HasMessages);
            },
            TaleSystem.Patience, TimeSpan.FromMilliseconds(10));
        Answer(participant, Execute("one", 1, 1, 7), request => request.Succeeded(8));

        caller.ExpectMsg(new TransactionCompleted("t1", 8), TaleSystem.Patience);
    }

    [Fact]
    public void A_participant_at_a_path_is_found_and_sees_the_headers()
    {
        var participant = CreateTestProbe("hotels");
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.AtPath(participant.Ref.Path.ToStringWithoutAddress())).Build());
        var caller = CreateTestProbe();
        var headers = ImmutableDictionary<string, string>.Empty.Add("tenant", "blue");
        Region.Tell(new StartTransaction("t1", "t", 7) { Headers = headers }, caller);
        caller.ExpectMsg(new TransactionAccepted("t1", "t", 1, TransactionStatus.Running), TaleSystem.Patience);

        var request = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Assert.Equal("blue", request.Headers["tenant"]);
        participant.Reply(request.Succeeded(8));

        caller.ExpectMsg(new TransactionCompleted("t1", 8), TaleSystem.Patience);
    }

    private static ExecuteStep Execute(string step, long epoch, int attempt, object state) =>
        new("t1", step, $"t1/{step}/execute", epoch, attempt, state);

    private static CompensateStep Compensate(string step, int attempt, object state) =>
        new("t1", step, $"t1/{step}/compensate", 1, attempt, state, StepOutcome.Succeeded);

    private static ExecuteStep Answer(TestProbe participant, ExecuteStep expected, Func<ExecuteStep, StepReply> reply)
    {
        var request = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Assert.Equal(expected, request with { Failures = expected.Failures });
        participant.Reply(reply(request));
        return request;
    }

    private static void Undo(TestProbe participant, CompensateStep expected, Func<CompensateStep, StepReply> reply) =>
        participant.Reply(reply(participant.ExpectMsg(expected, TaleSystem.Patience)));

    private TestProbe Participant()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<ParticipantSpec>(participant.Ref);
        return participant;
    }

    /// <summary>The next attempt is due at this time: not a moment before.</summary>
    private void DueAfter(TestProbe participant, string id, DateTimeOffset at)
    {
        ViewWhen(id, view => view.Steps.Any(step => step.NextAttemptAt == at.ToUniversalTime()));
        Time.AdvanceTo(at - TimeSpan.FromMilliseconds(1));
        participant.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Time.AdvanceTo(at);
    }
}
