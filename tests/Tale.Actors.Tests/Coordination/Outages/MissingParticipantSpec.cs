using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>A participant that is not there: nobody is registered, the actor has ended, nobody is at the path.</summary>
public sealed class MissingParticipantSpec : DeskSpec
{
    [Fact]
    public void Where_nobody_is_registered_nothing_runs_into_its_timeout()
    {
        Run(Booking());
        var all = StartMany("t", 20);

        PassUntil(() => Circuit is { State: CircuitState.Open, Parked: 20 });
        Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(["TransactionStarted", "StepSucceeded"], all.SelectMany(Stored.EventsOf).Distinct());

        OpenDesk();
        Book.Answer = DeskBook.Well;
        Time.Advance(Outage);
        PassResendsUntil(() => Assert.Equal(0, Circuit.Parked));
        EndWell(all);
    }

    [Fact]
    public void One_that_registers_within_its_first_resend_has_failed_at_nothing()
    {
        Run(Booking());
        var all = StartMany("t", 20);
        Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(0, Circuit.Failures);

        OpenDesk();
        Book.Answer = DeskBook.Well;
        PassResendsUntil(() => Assert.Equal(20, Book.Asked.Count));
        EndWell(all);
        Assert.Equal((CircuitState.Closed, 0), (Circuit.State, Circuit.Failures));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_has_ended_parks_its_steps_without_a_timeout_until_somebody_is_there(bool atPath)
    {
        var address = atPath ? ParticipantAddress.AtPath("/user/desk") : Address;
        Run(Transaction.Define<int>("t").Step("before", n => n + 1).Participant("desk", address).Build());
        if (!atPath)
        {
            var ended = OpenDesk();
            Watch(ended);
            Sys.Stop(ended);
            ExpectTerminated(ended, TaleSystem.Patience);
        }
        var all = StartMany("t", 2);

        PassUntil(() => Circuits[0].State == CircuitState.Open);
        all = [.. all, .. StartMany("u", 10)];
        AwaitAssert(() => Assert.True(Circuits[0].Parked >= 10), TaleSystem.Patience);

        // That somebody is there is enough, where nobody was: an answer may take as long as it likes.
        var book = new DeskBook();
        if (atPath)
            Sys.ActorOf(Props.Create(() => new Desk(book)), "desk");
        else
            OpenDesk(book);
        Time.Advance(Outage);
        PassResendsUntil(() => Assert.Equal((CircuitState.Closed, 0, 12), (Circuits[0].State, Circuits[0].Parked, book.Asked.Count)));
        book.Answer = DeskBook.Well;
        PassResendsUntil(() => Assert.All(all, id => Assert.Equal("TransactionCompleted", Stored.EventsOf(id)[^1])));
    }
}
