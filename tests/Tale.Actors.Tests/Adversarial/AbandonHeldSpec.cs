using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>What is abandoned, beside everything else that may happen.</summary>
public sealed class AbandonHeldSpec() : VirtualTimeSpec("tale.region.max-active = 2")
{
    private static readonly ParticipantAddress Desk = ParticipantAddress.Registered<AbandonHeldSpec>();

    private readonly Gate _gate = new();

    [Fact]
    public void Of_items_one_at_work_is_abandoned_one_fails_and_the_last_never_begins()
    {
        var desk = DeskOf();
        Run(Transaction.Define<int>("t").ForEach(
            "each", (int _) => new[] { 10, 20, 30 }, item => item.Participant("flight", Desk), (n, _) => n, maxConcurrent: 2,
            onFailure: BranchFailurePolicy.FailFast).Build());
        Started("t1", "t", 1);
        var (one, toOne) = (desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience), desk.LastSender);
        var (two, toTwo) = (desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience), desk.LastSender);

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon, one.Step));
        toTwo.Tell(two.Failed("no"), desk);
        WaitUntilStored("t1", nameof(Event.StepFailed));
        toOne.Tell(one.Succeeded(11), desk);
        Answer<TransactionRejected>(Command("c2", OperatorAction.Abandon, one.Step));
        Assert.Equal(TransactionStatus.Suspended, View("t1").Status);
        Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));

        var undo = Fish<CompensateStep>(desk);
        Assert.Equal((one.Step, StepOutcome.Unknown, one.State!), (undo.Step, undo.Outcome, undo.State!));
        desk.LastSender.Tell(undo.Succeeded(), desk);
        Assert.IsType<TransactionCompensated>(Outcome("t1"));
        Assert.DoesNotContain(Stored.Stored, stored => stored.Payload is Event.StepSucceeded { Step: var step } && step == one.Step);
        desk.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void A_late_answer_to_an_undo_that_was_abandoned_is_none_to_the_next()
    {
        var desk = DeskOf();
        Run(Transaction.Define<int>("t").Participant("flight", Desk).Step("fails", (int n) => n < 0 ? n : throw new InvalidOperationException("no")).Build());
        Started("t1", "t", 1);
        var execute = desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        desk.LastSender.Tell(execute.Succeeded(7), desk);
        var (first, to) = (Fish<CompensateStep>(desk), desk.LastSender);

        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon, "flight"));
        to.Tell(first.Succeeded(), desk);
        Assert.Equal(TransactionStatus.Suspended, View("t1").Status);
        Answer<CommandAccepted>(Command("c2", OperatorAction.RetryNow, "flight"));
        var second = Fish<CompensateStep>(desk, step => step.Attempt == 2);
        desk.LastSender.Tell(first.Succeeded(), desk);
        Assert.DoesNotContain(nameof(Event.TransactionCompensated), Stored.EventsOf("t1"));
        Assert.Equal(first.IdempotencyKey, second.IdempotencyKey);
        desk.LastSender.Tell(second.Succeeded(), desk);

        Assert.IsType<TransactionCompensated>(Outcome("t1"));
    }

    [Fact]
    public void A_deadline_that_passes_while_what_was_abandoned_waits_for_an_operator_is_overruled()
    {
        var desk = DeskOf();
        Run(Transaction.Define<int>("t").Participant("flight", Desk).Build());
        Region.Tell(new StartTransaction("t1", "t", 1) { Deadline = TimeSpan.FromSeconds(20) }, CreateTestProbe());
        desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon, "flight"));
        for (var i = 0; i < 80; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            View("t1");
        }
        Assert.DoesNotContain(nameof(Event.DeadlinePassed), Stored.EventsOf("t1"));
        Answer<CommandAccepted>(Command("c2", OperatorAction.RetryNow, "flight"));
        var second = Fish<ExecuteStep>(desk, step => step.Attempt == 2);
        Answer<CommandAccepted>(Command("c3", OperatorAction.Abandon, "flight"));
        Answer<CommandAccepted>(Command("c4", OperatorAction.RetryNow, "flight"));
        var third = Fish<ExecuteStep>(desk, step => step.Attempt == 3);
        desk.LastSender.Tell(second.Succeeded(6), desk);
        desk.LastSender.Tell(third.Succeeded(7), desk);
        Assert.Equal(new TransactionCompleted("t1", 7), Outcome("t1"));
    }

    /// <summary>It only waited before, so nothing was expected to become of it.</summary>
    [Fact]
    public async Task Whoever_waits_is_told_of_a_cancel_whose_write_was_not_confirmed_though_the_node_is_full()
    {
        Run(
            Transaction.Define<int>("t").WaitFor("go", TimeSpan.FromDays(3)).Build(),
            Transaction.Define<int>("other").Step("waits", async (int n) =>
            {
                await _gate.PassAsync();
                return n;
            }).Build());
        var caller = Started("t1", "t", 1);
        WaitUntilPassivated("t1");
        Stored.DisturbOnce(typeof(Event.TransactionCompensated), WriteFate.StoreAndFail);
        Region.Tell(new CancelTransaction("t1", "enough"), CreateTestProbe());
        WaitUntilStored("t1", nameof(Event.TransactionCompensated));
        WaitUntilPassivated("t1");
        Started("t2", "other", 1);
        Started("t3", "other", 1);
        await _gate.Reached;

        PassUntil(() => caller.HasMessages);
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        _gate.Open();
    }

    private TestProbe DeskOf()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<AbandonHeldSpec>(desk.Ref);
        return desk;
    }

    private static OperatorCommand Command(string id, OperatorAction action, string step) => new("t1", id, action, "ada", "enough") { Step = step };
}
