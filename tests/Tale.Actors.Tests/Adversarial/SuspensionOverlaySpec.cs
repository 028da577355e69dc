using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A transaction that waits for an operator in one branch, and works on in another: its row says so at every point.</summary>
public sealed class SuspensionOverlaySpec() : ActorSpec(VirtualTime)
{
    private const string Secret = "canary-4711";
    private static readonly ParticipantAddress Sibling = ParticipantAddress.Registered<SuspensionOverlaySpec>();
    private static readonly RetryPolicy InTenMinutes = RetryPolicy.Exponential(3, TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    [Fact]
    public void F70_a_step_that_needs_help_while_a_sibling_works_waits_and_ends()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Participant("works", Sibling, s => s.Retry(InTenMinutes)))
            .Branch(b => b.Step("stuck", Counting.Failing(Secret), s => s.Decide(_ => Directive.Escalate)))
            .Join((n, _, _) => n)).Build());
        var caller = Started("t1", "t", 1);
        var request = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Assert.Contains("both/1/stuck", caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience).Reason);

        RowIs(TransactionStatus.Suspended, Due.AtOnce);
        participant.Reply(request.Retry("busy"));
        RowIs(TransactionStatus.Suspended, Time.Now.ToUniversalTime() + TimeSpan.FromMinutes(10));
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        Time.Advance(TimeSpan.FromMinutes(11));
        Region.Tell(new WakeTransaction("t1"));
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(2));
        RowIs(TransactionStatus.Suspended, null);

        var view = View("t1");
        Assert.Equal(
            (TransactionStatus.Suspended, StepStatus.Succeeded, StepStatus.Suspended),
            (view.Status, view.Steps[0].Status, view.Steps[1].Status));
        Assert.Single(
            Logged.Warnings,
            line => line.Contains("t1", StringComparison.Ordinal) && line.Contains("both/1/stuck", StringComparison.Ordinal));
        Assert.DoesNotContain(Logged.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains("both/1/stuck", Row().Failure);
    }

    [Fact]
    public void F14_an_undo_that_is_stuck_waits_while_another_is_retried_for_hours()
    {
        var participant = Participant();
        Run(Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Participant("works", Sibling, s => s.RetryCompensation(InTenMinutes)))
            .Branch(b => b.Step("stuck", (int n) => n, Counting.UndoOnce).Undo(Counting.FailingUndo(Secret)))
            .Join((n, _, _) => n)).Fails("last").Build());
        var caller = Started("t1", "t", 1);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(2));
        var undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);

        RowIs(TransactionStatus.Suspended, Due.AtOnce);
        participant.Reply(undo.Retry("busy"));
        RowIs(TransactionStatus.Suspended, Time.Now.ToUniversalTime() + TimeSpan.FromMinutes(10));
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        Time.Advance(TimeSpan.FromMinutes(11));
        Region.Tell(new WakeTransaction("t1"));
        participant.Reply(participant.ExpectMsg<CompensateStep>(TaleSystem.Patience).Succeeded());
        RowIs(TransactionStatus.Suspended, null);

        Assert.Equal(["both/0/works"], View("t1").Compensations);
        Assert.Single(Logged.Warnings, line => line.Contains("is suspended", StringComparison.Ordinal));
        Assert.DoesNotContain(Logged.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    private TestProbe Participant()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<SuspensionOverlaySpec>(participant.Ref);
        return participant;
    }

    private void RowIs(TransactionStatus status, DateTimeOffset? dueAt) =>
        AwaitAssert(() => Assert.Equal((status, dueAt), (Row().Status, Row().DueAt)), TaleSystem.Patience);

    private TransactionSummary Row() =>
        Assert.Single(TaleExtension.For(Sys).Index.QueryAsync(new TransactionQuery()).GetAwaiter().GetResult().Transactions);
}
