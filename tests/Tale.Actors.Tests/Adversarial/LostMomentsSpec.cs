using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Questions that are held for a next incarnation when the node stops, and starts that nobody stands behind.</summary>
public sealed class LostMomentsSpec : ActorSpec
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task F61_what_was_held_for_the_next_incarnation_is_answered_when_the_node_stops()
    {
        Run(Transaction.Define<int>("t").Step("one", async n => { await _gate.PassAsync(); return n + 1; }).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        var (asking, starting, draining, coordinator) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe(), Coordinator("t1"));

        // It leaves, and the region has not heard of that when it gets them.
        var region = HoldUpRegion();
        Region.Tell(new GetTransaction("t1"), asking);
        Region.Tell(new StartTransaction("t1", "t", 1), starting);
        Region.Tell(new Drain(TimeSpan.FromMilliseconds(10)), draining);
        Watch(coordinator);
        _gate.Open();
        ExpectTerminated(coordinator, TaleSystem.Patience);
        region.Release();

        Assert.Equal(TransactionStatus.Completed, asking.ExpectMsg<TransactionView>(TaleSystem.Patience).Status);
        Assert.Equal(TransactionStatus.Completed, starting.ExpectMsg<TransactionAccepted>(TaleSystem.Patience).Status);
        draining.ExpectMsg<Drained>(TaleSystem.Patience);
    }

    [Fact]
    public void F61_a_start_whose_log_cannot_be_read_while_the_node_stops_is_refused()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        Stored.OnRead = _ => throw new TimeoutException("the journal is away");
        var (asking, starting) = (CreateTestProbe(), CreateTestProbe());

        Region.Tell(new StartTransaction("t1", "t", 1), starting);
        Region.Tell(new Drain(TimeSpan.FromMilliseconds(10)), asking);

        Assert.Equal(RejectionReason.Stopping, starting.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        asking.ExpectMsg<Drained>(TaleSystem.Patience);
    }

    [Fact]
    public void A_start_that_nobody_stands_behind_runs_like_any_other()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());

        Region.Tell(new StartTransaction("t1", "t", 1), ActorRefs.NoSender);
        Region.Tell(new StartTransaction("t2", "t", 1), ActorRefs.Nobody);

        AwaitAssert(() => Assert.Equal("TransactionCompleted", Stored.EventsOf("t1")[^1]), TaleSystem.Patience);
        AwaitAssert(() => Assert.Equal("TransactionCompleted", Stored.EventsOf("t2")[^1]), TaleSystem.Patience);
        Assert.DoesNotContain("CoordinatorRecovered", Stored.EventsOf("t1"));
    }
}
