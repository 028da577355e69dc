using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Participants that answer twice, late, nothing, or never.</summary>
public sealed class ParticipantAttackSpec() : ActorSpec(VirtualTime)
{
    private static readonly ParticipantAddress Address = ParticipantAddress.Registered<ParticipantAttackSpec>();

    [Fact]
    public void A_participant_that_answers_nothing_where_a_number_is_expected_is_asked_to_undo()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Step("two", n => n).Build());
        var caller = Started("t1", "t", 7);

        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(null));
        var undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        participant.Reply(undo.Succeeded());

        Assert.Equal((7, StepOutcome.Unknown), ((int)undo.State!, undo.Outcome));
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    [Fact]
    public void F68_a_participant_that_answers_twice_and_late_is_booked_once()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Participant("two", Address).Fails("three").Build());
        var caller = Started("t1", "t", 7);
        var one = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        participant.Reply(one.Succeeded(8));
        var two = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        participant.Reply(one.Failed("no"));
        participant.Reply(two.Succeeded(9));
        var undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        participant.Reply(two.Succeeded(10));
        participant.Reply(undo.Succeeded());
        participant.Reply(undo.Failed("after all not"));
        participant.Reply(participant.ExpectMsg<CompensateStep>(TaleSystem.Patience).Succeeded());

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Time.Advance(TimeSpan.FromMinutes(1));
        participant.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(["TransactionStarted", "StepSucceeded", "StepSucceeded", "StepFailed", "CompensationStarted", "StepCompensated", "StepCompensated", "TransactionCompensated"], Stored.EventsOf("t1"));
    }

    [Fact]
    public void F10_a_participant_that_never_answers_is_asked_by_the_next_incarnation_only()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Build());
        Started("t1", "t", 7);
        var first = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);

        Coordinator("t1").Tell(Kill.Instance);
        AwaitAssert(() => { Time.Advance(TimeSpan.FromSeconds(1)); Assert.Contains("CoordinatorRecovered", Stored.EventsOf("t1")); }, TaleSystem.Patience, TimeSpan.FromMilliseconds(5));
        participant.FishForMessage<ExecuteStep>(request => request.Epoch == 2, TaleSystem.Patience);
        Time.Advance(TimeSpan.FromSeconds(6));
        var again = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal((1, 2, first.IdempotencyKey), (first.Epoch, again.Epoch, again.IdempotencyKey));
        Assert.Equal(2, participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Epoch);
        Assert.False(participant.HasMessages);
    }

    private TestProbe Participant()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<ParticipantAttackSpec>(participant.Ref);
        return participant;
    }
}
