using Akka.Actor;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A coordinator that has asked to be let go gets something to do before its home has answered.</summary>
public sealed class WorkAtTheLastMomentSpec : LoneCoordinatorSpec
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task I17_one_that_works_again_says_so_at_once_so_that_it_is_brought_back_if_it_fails_then()
    {
        var caller = CreateTestProbe();
        var definition = Transaction.Define<int>("t").WaitFor("go")
            .Step("works", async n => { await _gate.PassAsync(); return n; }).Build();
        var (_, coordinator) = Alone("t1", new NodeClock(Sys.Scheduler), definition);
        coordinator.Tell(new StartTransaction("t1", "t", 1), caller);
        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Equal(["t1"], Passivated), TaleSystem.Patience);

        coordinator.Tell(new SignalTransaction("t1", "go", "s-1"), caller);
        caller.ExpectMsg<CommandAccepted>(TaleSystem.Patience);
        Assert.Equal(["t1"], Stayed);

        // The answer to what it has taken back.
        coordinator.Tell(StopCoordinator.Instance);
        await _gate.Reached;
        _gate.Open();
        AwaitAssert(() => Assert.Contains("TransactionCompleted", Stored.EventsOf("t1")), TaleSystem.Patience);
        AwaitAssert(() => Assert.Equal(["t1", "t1"], Passivated), TaleSystem.Patience);
    }
}
