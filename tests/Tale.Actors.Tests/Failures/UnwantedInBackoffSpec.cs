using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>
/// F56: an attempt in long backoff that is not wanted any more is given up at once; compensation does not wait for it, and it never runs.
/// </summary>
public sealed class UnwantedInBackoffSpec : VirtualTimeSpec
{
    private static readonly RetryPolicy Long = RetryPolicy.Exponential(5, TimeSpan.FromHours(1), TimeSpan.FromHours(2));

    [Theory]
    [InlineData(BranchFailurePolicy.Wait)]
    [InlineData(BranchFailurePolicy.FailFast)]
    public void F56_an_unwanted_attempt_in_long_backoff_is_given_up_also_when_the_coordinator_ends_in_between(BranchFailurePolicy policy)
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<UnwantedInBackoffSpec>(participant.Ref);
        Run(Transaction.Define<int>("t").Counts("before", Trace).Concurrent(
            "all",
            [
                b => b.Participant("fails", ParticipantAddress.Registered<UnwantedInBackoffSpec>()),
                b => b.Step("waits", (int n) => n < 0 ? n : throw Tried(), s => s.Retry(Long)).Undo(n => Trace.Add($"undo: {n}")),
            ],
            (n, _) => n, policy).Build());
        var caller = Started("t1", "t", 1);
        WaitUntilStored("t1", "StepAttemptFailed");
        Stored.DisturbOnce(typeof(Event.StepFailed), WriteFate.StoreAndFail);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Failed("no"));
        WaitUntilStored("t1", "StepFailed");

        // Far less than an hour.
        PassUntilStored("t1", "TransactionCompensated");

        Assert.Equal(["before execute: 1", "tried", "before compensate: 2"], Trace.Lines);
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    private InvalidOperationException Tried()
    {
        Trace.Add("tried");
        return new InvalidOperationException("later");
    }
}
