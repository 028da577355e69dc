using Akka.Hosting;
using Akka.TestKit.Xunit2;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Xunit;

namespace Tale.Actors.Host.Tests.Readme;

public sealed class BookByActorTests() : TestKit(TaleExtension.DefaultConfiguration())
{
    [Fact]
    public void A_flight_is_cancelled_when_the_mail_fails()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<FlightDesk>(desk);
        TaleExtension.For(Sys).Start(new TaleOptions().AddTransaction(Holidays.BookByActor));

        TaleExtension.For(Sys).Region.Tell(new StartTransaction("order-1", "book-by-actor", new Booking("nobody", 499m)), TestActor);
        ExpectMsg<TransactionAccepted>();

        var execute = desk.ExpectMsg<ExecuteStep>();
        desk.Reply(execute.Succeeded(new Booking("nobody", 499m, FlightId: "F-42")));

        var undo = desk.ExpectMsg<CompensateStep>();
        Assert.Equal("F-42", ((Booking)undo.State!).FlightId);                    // its own output
        desk.Reply(undo.Succeeded());

        ExpectMsg<TransactionCompensated>();
    }
}
