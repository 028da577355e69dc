using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>Circuits that are switched off.</summary>
public sealed class NoCircuitSpec() : DeskSpec("tale.participants.circuit.enabled = off")
{
    [Fact]
    public void Every_attempt_runs_into_its_timeout()
    {
        OpenDesk();
        Run(Booking());
        var all = StartMany("t", 20);
        AwaitAssert(() => Assert.Equal(20, Book.Asked.Count), TaleSystem.Patience);

        Time.Advance(Limit);
        PassUntil(() => all.All(id => Stored.EventsOf(id).Contains("StepOutcomeUnknown")));

        Assert.Empty(Circuits);
        Book.Answer = DeskBook.Well;
        PassResendsUntil(() => Assert.All(all, id => Assert.Equal("TransactionCompensated", Stored.EventsOf(id)[^1])));
    }
}
