using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F68: an attempt that its coordinator abandoned answers or throws later, and that is booked on nobody.</summary>
public sealed class AbandonedAttemptSpec : ActorSpec
{
    private readonly Gate[] _gates = [new Gate(), new Gate()];
    private int _runs;

    private static ParticipantAddress Address => ParticipantAddress.Registered<AbandonedAttemptSpec>();

    [Theory]
    [InlineData("answers")]
    [InlineData("throws")]
    public async Task F68_what_an_abandoned_execution_does_later_is_booked_on_nobody(string late)
    {
        var participant = Participant();
        Stored.DisturbOnce(typeof(Event.StepSucceeded), WriteFate.Fail);
        Run(Transaction.Define<int>("t").Concurrent(
            "all",
            [b => b.Participant("asked", Address), b => b.Step("slow", n => SlowAsync(n, late))],
            (_, outputs) => outputs[1]).Build());
        var caller = Started("t1", "t", 7);
        await _gates[0].Reached;
        // The journal does not confirm: this incarnation ends, and with it what it had begun.
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(1));
        await _gates[1].Reached;

        _gates[0].Open();
        participant.Reply(participant.FishForMessage<ExecuteStep>(request => request.Epoch == 2, TaleSystem.Patience).Succeeded(1));
        await Until.IsTrueAsync(() => Stored.EventsOf("t1").Contains("StepSucceeded"));
        Assert.Single(Stored.EventsOf("t1"), "StepSucceeded");
        _gates[1].Open();

        Assert.Equal(200, caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
        Assert.DoesNotContain("StepFailed", Stored.EventsOf("t1"));
    }

    [Theory]
    [InlineData("answers")]
    [InlineData("throws")]
    public async Task F68_what_an_abandoned_undo_does_later_is_booked_on_nobody(string late)
    {
        var participant = Participant();
        Stored.DisturbOnce(typeof(Event.StepCompensated), WriteFate.Fail);
        Run(Transaction.Define<int>("t")
            .Concurrent(
                "all",
                [b => b.Participant("asked", Address), b => b.Step("slow", n => n).Undo(async n => await SlowAsync(n, late))],
                (n, _) => n)
            .Fails("last").Build());
        var caller = Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(1));
        await _gates[0].Reached;
        participant.Reply(participant.ExpectMsg<CompensateStep>(TaleSystem.Patience).Succeeded());
        await _gates[1].Reached;

        _gates[0].Open();
        participant.Reply(participant.FishForMessage<CompensateStep>(request => request.Epoch == 2, TaleSystem.Patience).Succeeded());
        await Until.IsTrueAsync(() => Stored.EventsOf("t1").Contains("StepCompensated"));
        Assert.Single(Stored.EventsOf("t1"), "StepCompensated");
        _gates[1].Open();

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.DoesNotContain("CompensationAttemptFailed", Stored.EventsOf("t1"));
    }

    [Theory]
    [InlineData("execute")]
    [InlineData("compensate")]
    public void F68_an_answer_that_comes_from_none_of_the_attempts_in_flight_is_booked_on_nobody(string direction)
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Participant("one", Address).Participant("two", Address).Build());
        var caller = Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(1));
        var second = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        CompensateStep? undo = null;
        if (direction == "compensate")
        {
            participant.Reply(second.Failed("no"));
            undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        }
        var events = Stored.EventsOf("t1");

        // The very attempt that is open, of the very epoch.
        Command.Answer late = undo is null ? new Command.Executed(1, 1, 1, null) : new Command.Compensated(0, 1, 1);
        Coordinator("t1").Tell(LateAnswers.Of(late), CreateTestProbe());

        View("t1");
        Assert.Equal(events, Stored.EventsOf("t1"));
        participant.Reply(undo is null ? second.Succeeded(2) : undo.Succeeded());
        var outcome = caller.ExpectMsg<ITransactionOutcome>(TaleSystem.Patience);
        Assert.Equal(undo is null ? TransactionStatus.Completed : TransactionStatus.Compensated, outcome.Status);
    }

    /// <summary>The first run ends late, in one way or the other; the second one ends well.</summary>
    private async Task<int> SlowAsync(int n, string late)
    {
        var run = Interlocked.Increment(ref _runs);
        await _gates[run - 1].PassAsync();
        return run == 1 && late == "throws" ? throw new InvalidOperationException($"late {n}") : run * 100;
    }

    private Akka.TestKit.TestProbe Participant()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<AbandonedAttemptSpec>(participant.Ref);
        return participant;
    }
}
