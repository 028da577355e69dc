using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>A participant that is down parks its steps, and is tried by one of them at a time.</summary>
public sealed class CircuitSpec : DeskSpec
{
    [Fact]
    public void After_so_many_timeouts_nothing_more_is_sent_and_what_comes_is_parked_and_not_undone()
    {
        OpenDesk();
        Run(Booking());
        var lost = BreakCircuit();
        var asked = Book.Messages.Count;

        var parked = StartMany("t", 50);
        WaitUntilParked(53);
        Time.Advance(TimeSpan.FromMinutes(20));

        foreach (var id in parked)
        {
            Assert.Contains("(registry key DeskSpec) has not answered 3 times in a row", ViewWhen(id, view => view.Steps[1].Running?.WaitsFor is not null).Steps[1].Running!.WaitsFor);
            Assert.Equal(["TransactionStarted", "StepSucceeded"], Stored.EventsOf(id));
        }
        Assert.Equal(asked, Book.Messages.Count);
        Assert.Equal(lost.Order(), Book.Asked.Order());
        Assert.Single(Logged.Warnings, line => line.Contains("registry key DeskSpec", StringComparison.Ordinal));
    }

    [Fact]
    public void When_its_time_is_over_one_tries_and_an_answer_has_all_go_on_under_their_first_number()
    {
        OpenDesk();
        Run(Booking());
        var lost = BreakCircuit();
        var parked = StartMany("t", 50);
        WaitUntilParked(53);
        var before = Book.Messages.Count;

        Time.Advance(Outage);
        AwaitAssert(() => Assert.Equal(before + 1, Book.Messages.Count), TaleSystem.Patience);
        Assert.Equal((CircuitState.HalfOpen, 52, null), (Circuit.State, Circuit.Parked, Circuit.OpenUntil));
        Time.Advance(Resend);
        AwaitAssert(() => Assert.Equal(before + 2, Book.Messages.Count), TaleSystem.Patience);
        Assert.Single(Book.Messages.Skip(before).Cast<IStepRequest>().Select(request => request.TransactionId).Distinct());

        Book.Answer = DeskBook.Well;
        PassResendsUntil(() => Assert.Equal(CircuitState.Closed, Circuit.State));
        EndWell(parked);
        AreUndone(lost);
        Assert.All(Book.Messages.OfType<ExecuteStep>(), request => Assert.Equal(1, request.Attempt));
        AwaitAssert(
            () => Assert.Single(Logged.Lines, line => line.Contains("answers again", StringComparison.Ordinal)), TaleSystem.Patience);
        Assert.Equal((0, 0), (Circuit.Failures, Circuit.Parked));
    }

    [Fact]
    public void What_was_sent_when_the_circuit_opens_is_held_and_sent_again()
    {
        OpenDesk();
        Run(Booking());
        var all = StartMany("t", 50);
        AwaitAssert(() => Assert.Equal(50, Book.Asked.Count), TaleSystem.Patience);

        // Three of them find out, and are to be undone; the time of the others stands still.
        Time.Advance(Limit);
        AwaitAssert(() => Assert.True(Circuit.Parked >= 47), TaleSystem.Patience);
        PassUntil(() => all.Count(id => Stored.EventsOf(id).Contains("CompensationStarted")) == 3);
        WaitUntilParked(50);
        Time.Advance(3 * Limit);
        var held = all.Where(id => !Stored.EventsOf(id).Contains("CompensationStarted")).ToList();
        Assert.Equal(47, held.Count);
        Assert.NotNull(View(held[0]).Steps[1].Running!.WaitsFor);

        Book.Answer = DeskBook.Well;
        Time.Advance(Outage);
        PassResendsUntil(() => Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.Parked)));
        EndWell(held);
        AreUndone(all.Except(held));
    }

    [Fact]
    public void A_trial_without_an_answer_costs_its_transaction_nothing_and_the_next_one_comes_later()
    {
        OpenDesk();
        Run(Booking());
        var lost = BreakCircuit();
        var parked = StartMany("t", 5);
        WaitUntilParked(8);
        var before = Book.Messages.Count;

        for (var trial = 1; trial <= 3; trial++)
        {
            Time.Advance(Circuit.OpenUntil!.Value - Time.Now);
            AwaitAssert(() => Assert.Equal(CircuitState.HalfOpen, Circuit.State), TaleSystem.Patience);
            AwaitAssert(() => Assert.True(Book.Messages.Count > before), TaleSystem.Patience);
            Time.Advance(Limit);
            AwaitAssert(
                () => Assert.Equal((CircuitState.Open, 3 + trial, 8), (Circuit.State, Circuit.Failures, Circuit.Parked)), TaleSystem.Patience);
            // Doubled from trial to trial, half of it random.
            Assert.InRange(Circuit.OpenUntil!.Value - Time.Now, (Outage * Math.Pow(2, trial - 1)) - TimeSpan.FromMinutes(1), Outage * Math.Pow(2, trial));
            // More than the grace of a timeout: the trial is held, and not given up.
            Time.Advance(TimeSpan.FromSeconds(30));
            before = Book.Messages.Count;
        }
        Assert.Equal(["TransactionStarted", "StepSucceeded"], parked.SelectMany(Stored.EventsOf).Distinct());

        Book.Answer = DeskBook.Badly;
        Time.Advance(8 * Outage);
        PassResendsUntil(() => Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.Parked)));
        AreUndone(parked.Concat(lost));
    }

    [Fact]
    public void Participants_do_not_harm_one_another()
    {
        OpenDesk();
        var other = CreateTestProbe();
        Run(Booking(), Transaction.Define<int>("other")
            .Participant("other", ParticipantAddress.AtPath(other.Ref.Path.ToStringWithoutAddress()), step => step.Timeout(Limit)).Build());
        BreakCircuit();

        var caller = Started("o1", "other", 1);
        other.Reply(other.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(2));

        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.Equal([CircuitState.Closed, CircuitState.Open], Circuits.Select(circuit => circuit.State));
    }

    [Fact]
    public void A_slow_participant_that_answers_opens_nothing()
    {
        OpenDesk();
        Run(Booking("limited", step => step.Timeout(Limit)), Booking("unlimited", step => step));

        // Within its time, one after the other; and where there is no limit, after as long as it likes.
        for (var i = 1; i <= 5; i++)
        {
            Book.Answer = null;
            var ids = StartMany($"slow{i}-", 2, "limited");
            AwaitAssert(() => Assert.Subset(Book.Asked.ToHashSet(), ids.ToHashSet()), TaleSystem.Patience);
            for (var silent = 0; silent < 5; silent++)
                Time.Advance(Resend);
            Book.Answer = DeskBook.Well;
            PassResendsUntil(() => Assert.All(ids, id => Assert.Equal("TransactionCompleted", Stored.EventsOf(id)[^1])));
            Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.Failures));
        }
        Book.Answer = null;
        var slow = StartMany("slower", 10, "unlimited");
        AwaitAssert(() => Assert.Subset(Book.Asked.ToHashSet(), slow.ToHashSet()), TaleSystem.Patience);
        for (var i = 0; i < 50; i++)
            Time.Advance(Resend);
        Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.Failures));
        Book.Answer = DeskBook.Well;
        PassResendsUntil(() => Assert.All(slow, id => Assert.Equal("TransactionCompleted", Stored.EventsOf(id)[^1])));
    }

    [Fact]
    public void Any_answer_between_failures_makes_their_number_zero()
    {
        OpenDesk();
        Run(Booking());
        for (var i = 1; i <= 3; i++)
        {
            Book.Answer = null;
            var ids = StartMany($"lost{i}-", 2);
            AwaitAssert(() => Assert.Subset(Book.Asked.ToHashSet(), ids.ToHashSet()), TaleSystem.Patience);
            Time.Advance(Limit);
            AwaitAssert(() => Assert.Equal(2, Circuit.Failures), TaleSystem.Patience);
            Book.Answer = DeskBook.Badly;
            AreUndone(StartMany($"refused{i}-", 1));
            // Those that had no answer are in doubt, and their undos are answered.
            PassResendsUntil(() => Assert.All(ids, id => Assert.Equal("TransactionCompensated", Stored.EventsOf(id)[^1])));
            Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.Failures));
        }
    }
}
