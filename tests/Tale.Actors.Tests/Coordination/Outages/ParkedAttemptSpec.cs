using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>An attempt that is parked has not begun, whoever wants it given up.</summary>
public sealed class ParkedAttemptSpec : DeskSpec
{
    [Fact]
    public void F56_a_cancel_of_a_parked_one_undoes_at_once_what_was_before_and_doubts_nothing()
    {
        OpenDesk();
        Run(Booking());
        BreakCircuit();
        var caller = Parked("t1");

        Region.Tell(new CancelTransaction("t1", "enough"), CreateTestProbe());

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.Equal(["before undone"], Trace.Lines);
        Assert.Equal(StepStatus.Pending, View("t1").Steps[1].Status);
        Assert.DoesNotContain("t1", Book.Asked);
        Assert.Equal(3, Circuit.Parked);
    }

    [Fact]
    public void The_deadline_of_a_transaction_passes_while_its_step_is_parked()
    {
        OpenDesk();
        Run(Booking());
        BreakCircuit();
        var caller = CreateTestProbe();
        Region.Tell(new StartTransaction("t1", "t", 1) { Deadline = TimeSpan.FromMinutes(5) }, caller);
        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        WaitUntilParked(4);

        Time.Advance(TimeSpan.FromMinutes(5));
        WaitUntilStored("t1", nameof(Event.DeadlinePassed));

        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
        Assert.DoesNotContain("t1", Book.Asked);
        Assert.DoesNotContain(nameof(Event.StepOutcomeUnknown), Stored.EventsOf("t1"));
    }

    [Fact]
    public void F46_a_node_that_stops_does_not_wait_for_what_is_parked_and_says_that_it_had_not_begun()
    {
        OpenDesk();
        Run(Booking());
        BreakCircuit();
        Parked("t1");
        var draining = CreateTestProbe();

        Region.Tell(new Drain(TimeSpan.FromHours(9)), draining);

        // No time passes.
        draining.ExpectMsg<Drained>(TaleSystem.Patience);
        var left = Assert.IsType<Event.CoordinatorLeft>(Stored.LogOf("t1")[^1]);
        Assert.Equal(new AttemptRef("desk", Direction.Execute, 1), Assert.Single(left.NotBegun));
        Assert.Equal(0, Circuit.Parked);
    }

    [Fact]
    public void A_coordinator_that_dies_leaves_the_queue_and_its_next_incarnation_is_parked_again()
    {
        OpenDesk();
        Run(Booking());
        var lost = BreakCircuit();
        Parked("t1");

        Coordinator("t1").Tell(Kill.Instance);
        PassUntilStored("t1", nameof(Event.CoordinatorRecovered));
        WaitUntilParked(4);

        Book.Answer = DeskBook.Well;
        Time.Advance(Outage);
        PassResendsUntil(() => Assert.Equal("TransactionCompleted", Stored.EventsOf("t1")[^1]));
        AreUndone(lost);
    }

    [Fact]
    public void A_trial_that_is_given_up_lets_the_next_one_try_at_once()
    {
        OpenDesk();
        Run(Booking());
        var lost = BreakCircuit();
        Assert.All(lost, id => Assert.Contains("is tried again at", View(id).Steps[1].Running!.WaitsFor, StringComparison.Ordinal));
        Time.Advance(Outage);
        AwaitAssert(() => Assert.Single(Undos()), TaleSystem.Patience);

        Coordinator(Undos()[0]).Tell(PoisonPill.Instance);

        // No time passes.
        AwaitAssert(() => Assert.Equal(2, Undos().Count), TaleSystem.Patience);
        Assert.Equal(CircuitState.HalfOpen, Circuit.State);
    }

    [Fact]
    public void One_that_was_sent_and_is_cancelled_while_it_is_held_has_its_time_and_is_in_doubt()
    {
        OpenDesk();
        Run(Booking());
        var all = StartMany("t", 4);
        AwaitAssert(() => Assert.Equal(4, Book.Asked.Count), TaleSystem.Patience);
        Time.Advance(Limit);
        PassUntil(() => all.Count(HasFailed) == 3);
        WaitUntilParked(4);
        var held = all.Single(id => !HasFailed(id));

        Region.Tell(new CancelTransaction(held, "enough"), CreateTestProbe());
        AwaitAssert(() => Assert.Contains(Book.Messages, IsCancelOf(held)), TaleSystem.Patience);
        Time.Advance(Limit);
        PassUntilStored(held, nameof(Event.StepOutcomeUnknown));
        WaitUntilParked(4);

        Book.Answer = DeskBook.Well;
        Time.Advance(Outage);
        PassResendsUntil(() => Assert.Equal(0, Circuit.Parked));
        AreUndone(all);
    }

    private static Predicate<object> IsCancelOf(string id) => message => message is CancelStep cancel && cancel.TransactionId == id;

    private bool HasFailed(string id) => Stored.EventsOf(id).Contains(nameof(Event.StepOutcomeUnknown));

    private List<string> Undos() => [.. Book.Messages.OfType<CompensateStep>().Select(undo => undo.TransactionId).Distinct()];

    private Akka.TestKit.TestProbe Parked(string id)
    {
        var before = Circuit.Parked;
        var caller = Started(id, "t", 1);
        WaitUntilParked(before + 1);
        return caller;
    }
}
