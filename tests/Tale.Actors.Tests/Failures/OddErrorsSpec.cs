using Akka.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>
/// F54: an exception without a message, or with one that throws, and a participant's failure without one, are recorded
/// and judged, and never repeated for ever.
/// </summary>
public sealed class OddErrorsSpec : ActorSpec
{
    private int _tries;

    public static TheoryData<string> Kinds => ["null", "throws", "null inside a wrapper"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void F54_an_odd_error_of_a_step_is_its_failure(string kind)
    {
        Run(Transaction.Define<int>("t").Step("one", (int n) => n < 0 ? n : throw Of(kind), s => s.Retry(1)).Build());

        var failure = Assert.Single(Started("t1", "t", 7).ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Steps);

        Assert.Equal(2, failure.Attempts.Count);
        Assert.Equal(2, _tries);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void F54_an_odd_error_of_an_undo_is_its_failure(string kind)
    {
        Run(Transaction.Define<int>("t")
            .Step("one", n => n + 1, s => s.RetryCompensation(RetryPolicy.Immediate(1))).Undo(_ => throw Of(kind)).Fails("two").Build());

        Started("t1", "t", 7).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);

        Assert.Equal(2, _tries);
    }

    [Theory]
    [InlineData("execute")]
    [InlineData("compensate")]
    public void F54_a_participant_s_failure_without_a_message_is_a_failure(string direction)
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<OddErrorsSpec>(participant.Ref);
        var address = ParticipantAddress.Registered<OddErrorsSpec>();
        Run(Transaction.Define<int>("t").Participant("one", address).Participant("two", address).Build());
        var caller = Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(8));
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Failed(null!));
        var undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        participant.Reply(direction == "execute" ? undo.Succeeded() : undo.Failed(null!));

        if (direction == "execute")
            Assert.Single(caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Steps);
        else
            caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
    }

    private Exception Of(string kind)
    {
        _tries++;
        return kind switch
        {
            "null" => new Mute(),
            "throws" => new Throwing(),
            _ => _tries == 1 ? new InvalidOperationException("no", new Mute()) : new AbortRetriesException("no use", new Mute()),
        };
    }

    private sealed class Mute : Exception
    {
        public override string Message => null!;
    }

    private sealed class Throwing : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");
    }
}
