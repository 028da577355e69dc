using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F50: an owner that lost its transaction to another one, or may have, issues nothing more.</summary>
public sealed class FencedSpec() : ActorSpec(VirtualTime + "tale.steps.max-concurrent = 1")
{
    private readonly Trace _trace = new();
    private readonly Gate _gate = new();

    [Theory]
    [InlineData("execute")]
    [InlineData("compensate")]
    public async Task F50_an_attempt_that_waits_for_a_slot_when_its_owner_is_fenced_never_begins(string direction)
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<FencedSpec>(participant.Ref);
        var undoes = direction == "compensate";
        var both = Transaction.Define<int>("both").Concurrent(
            "all",
            [
                b => b.Participant("asked", ParticipantAddress.Registered<FencedSpec>()),
                b => b.Step("queued", n => Note(n, "execute")).Undo(n => { Note(n, "compensate"); }),
            ],
            (n, _) => n);
        Run(
            undoes ? both.Participant("last", ParticipantAddress.Registered<FencedSpec>()).Build() : both.Build(),
            Transaction.Define<int>("holds").Step("one", async n => { await _gate.PassAsync(); return n; }).Build(),
            Transaction.Define<int>("next").Step("one", n => n).Build());
        IStepRequest asked;
        if (undoes)
        {
            Started("t1", "both", 1);
            participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(1));
            var last = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
            Started("holder", "holds", 1);
            await _gate.Reached;
            participant.Reply(last.Failed("no"));
            asked = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        }
        else
        {
            Started("holder", "holds", 1);
            await _gate.Reached;
            Started("t1", "both", 1);
            asked = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        }
        var events = Stored.EventsOf("t1").Count;

        await TakenByAnotherAsync();
        participant.Reply(asked is CompensateStep undo ? undo.Succeeded() : ((ExecuteStep)asked).Succeeded(1));
        WaitUntilRefused();
        _gate.Open();
        // Who waited behind it for the slot has had it by now.
        Started("last", "next", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);

        Assert.DoesNotContain(direction, _trace.Lines);
        Assert.Equal(events + 1, Stored.EventsOf("t1").Count);
    }

    [Theory]
    [InlineData("execute")]
    [InlineData("compensate")]
    public async Task F50_what_was_lost_to_another_owner_is_not_taken_back_at_once(string direction)
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<FencedSpec>(participant.Ref);
        var address = ParticipantAddress.Registered<FencedSpec>();
        Run(Transaction.Define<int>("t").Participant("one", address).Participant("two", address).Build());
        Started("t1", "t", 1);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(1));
        var second = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        object answer = second.Succeeded(1);
        if (direction == "compensate")
        {
            participant.Reply(second.Failed("no"));
            answer = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience).Succeeded();
        }

        await TakenByAnotherAsync();
        participant.Reply(answer);
        WaitUntilRefused();
        // It comes back to answer questions, and asks nobody for anything.
        AwaitAssert(
            () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
                // Once by the other owner, once by this one since.
                Assert.True(Stored.Replays >= 2, $"{Stored.Replays} logs read");
            },
            TaleSystem.Patience, TimeSpan.FromMilliseconds(10));
        View("t1");
        for (var i = 0; i < 20; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            View("t1");
        }

        Assert.False(participant.HasMessages);
        Assert.Equal("CoordinatorRecovered", Stored.EventsOf("t1")[^1]);
        Assert.Single(Stored.EventsOf("t1"), "CoordinatorRecovered");
    }

    /// <summary>Another node takes the transaction over; the journal refuses what the first owner writes next.</summary>
    private async Task TakenByAnotherAsync()
    {
        await Sys.PlaceAsync("t1", [OtherNodes.Recovered(epoch: 2)]);
        var left = 1;
        Stored.OnWrite = (id, _) =>
            id == "tale-t1" && Interlocked.Exchange(ref left, 0) == 1 ? throw new SequenceNrTakenException() : WriteFate.Store;
    }

    private void WaitUntilRefused() => AwaitAssert(
        () => Assert.Contains(Logged.Warnings, line => line.Contains("a write was refused", StringComparison.Ordinal)), TaleSystem.Patience);

    private int Note(int n, string what)
    {
        _trace.Add(what);
        return n;
    }
}
