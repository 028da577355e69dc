using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F48: a rejected write, then the next incarnation.</summary>
public sealed class RejectedWriteSpec : ActorSpec
{
    [Fact]
    public void F48_after_a_rejected_output_the_undo_never_runs_beside_a_repetition_of_its_step()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<RejectedWriteSpec>(participant.Ref);
        Stored.DisturbOnce(typeof(Event.StepSucceeded), WriteFate.Reject);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<RejectedWriteSpec>()).Build());
        var caller = Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(8));

        var undo = participant.FishForMessage<IStepRequest>(request => request.Epoch == 2, TaleSystem.Patience);

        Assert.Equal(("t1/one/compensate", 7), (undo.IdempotencyKey, Assert.IsType<CompensateStep>(undo).State));
        participant.Reply(((CompensateStep)undo).Succeeded());
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.False(participant.HasMessages);
    }

    [Fact]
    public void F48_what_was_rejected_is_not_forgotten_by_an_incarnation_whose_recovery_is_not_stored()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<RejectedWriteSpec>(participant.Ref);
        var (rejections, failures) = (1, 1);
        Stored.OnWrite = (_, events) =>
            events.Any(e => e is Event.StepSucceeded) && Interlocked.Decrement(ref rejections) == 0 ? WriteFate.Reject
            : events.Any(e => e is Event.CoordinatorRecovered) && Interlocked.Decrement(ref failures) == 0 ? WriteFate.Fail
            : WriteFate.Store;
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<RejectedWriteSpec>()).Build());
        var caller = Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(8));

        var undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);

        participant.Reply(undo.Succeeded());
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.False(participant.HasMessages);
    }

    [Fact]
    public void F48_a_rejected_failure_of_a_step_is_recorded_before_it_is_tried_again()
    {
        var tries = 0;
        Stored.DisturbOnce(typeof(Event.StepAttemptFailed), WriteFate.Reject);
        Run(Transaction.Define<int>("t")
            .Step("one", (int n) => n < 0 ? n : throw new InvalidOperationException($"cannot be stored {++tries}"), s => s.Retry(1))
            .Build());

        var failure = Assert.Single(Started("t1", "t", 7).ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Steps);

        Assert.Equal(2, tries);
        Assert.Equal([1, 2], failure.Attempts.Select(attempt => attempt.Attempt));
        Assert.Contains("the journal rejected its failure", failure.Attempts[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F48_a_rejected_failure_of_an_undo_is_recorded_before_it_is_tried_again()
    {
        var tries = 0;
        Stored.DisturbOnce(typeof(Event.CompensationAttemptFailed), WriteFate.Reject);
        Run(Transaction.Define<int>("t")
            .Step("one", n => n + 1, Counting.UndoOnce).Undo(_ => throw new InvalidOperationException($"cannot be stored {++tries}"))
            .Fails("two").Build());

        var suspended = Started("t1", "t", 7).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);

        Assert.Contains("the journal rejected its failure", suspended.Reason, StringComparison.Ordinal);
        Assert.Equal(1, tries);
    }

    [Fact]
    public void F48_a_rejected_failure_of_an_undo_that_asked_for_an_operator_still_does()
    {
        Stored.DisturbOnce(typeof(Event.CompensationAttemptFailed), WriteFate.Reject);
        Run(Transaction.Define<int>("t", configure: options => options.OnCompensationFailure(CompensationFailurePolicy.Continue))
            .Step("one", (int n) => n + 1, step => step.DecideCompensation(_ => Directive.Escalate)).Undo(_ => throw new InvalidOperationException("no"))
            .Fails("two").Build());

        Started("t1", "t", 7).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
    }
}
