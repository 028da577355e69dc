using Akka.Actor;
using Akka.Event;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>
/// Messages that come at the wrong moment, twice, or with nothing in them. Plain actors ask once; whoever asks is answered.
/// </summary>
public sealed class RegionAttackSpec : ActorSpec
{
    private readonly Gate _gate = new();
    private readonly Trace _trace = new();

    [Fact]
    public async Task F69_messages_without_an_id_harm_nobody()
    {
        Run(Waiting());
        var caller = Started("t1", "t", 1);
        await _gate.Reached;
        var sender = CreateTestProbe();

        Region.Tell(new UnwatchTransaction(null!), sender);
        Region.Tell(new GetTransaction(null!), sender);
        sender.ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
        Region.Tell(new WatchTransaction(null!), sender);
        sender.ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
        Region.Tell(new WakeTransaction(null!), sender);
        Region.Tell(new StartTransaction(null!, null!, null!) { Headers = null! }, sender);
        sender.FishForMessage<TransactionRejected>(_ => true, TaleSystem.Patience);
        _gate.Open();

        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        Assert.DoesNotContain("CoordinatorRecovered", Stored.EventsOf("t1"));
        Assert.Single(_trace.Lines);
    }

    [Fact]
    public async Task F69_a_message_that_was_on_its_way_to_an_incarnation_that_ended_is_answered_by_the_one_that_lives()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        var dead = Coordinator("t1");
        dead.Tell(Kill.Instance);
        AwaitAssert(() => Assert.Contains("CoordinatorRecovered", Stored.EventsOf("t1")), TaleSystem.Patience);
        var asking = CreateTestProbe();

        dead.Tell(new GetTransaction("t1"), asking);

        // Long before the step gives up waiting at the gate, which would end the incarnation that lives.
        asking.ExpectMsg<TransactionView>(TaleSystem.Patience / 4);
        asking.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _gate.Open();
    }

    [Fact]
    public void F69_dead_letters_of_others_are_no_business_of_the_region()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        var asking = CreateTestProbe();

        foreach (var recipient in new IActorRef[] { Nobody.Instance, asking.Ref, Sys.DeadLetters })
            Sys.EventStream.Publish(new DeadLetter(new GetTransaction("t1"), asking, recipient));
        Region.Tell(new GetTransaction("t1"), asking);

        asking.ExpectMsg<TransactionView>(TaleSystem.Patience);
        asking.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.Equal(["TransactionStarted"], Stored.EventsOf("t1"));
        _gate.Open();
    }

    [Fact]
    public void F69_a_start_whose_recovery_fails_once_is_answered()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        var left = 1;
        Stored.OnRead = stored =>
            Interlocked.Exchange(ref left, 0) == 1 ? throw new TimeoutException("the journal is away") : stored.Payload;
        var caller = CreateTestProbe();

        Region.Tell(new StartTransaction("t1", "t", 1), caller);

        Assert.Equal(TransactionStatus.Completed, caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience).Status);
        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        caller.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    [InlineData(WriteFate.Reject)]
    public void F19_who_only_asks_is_not_told_of_the_start_that_failed_beside_the_question(WriteFate fate)
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Stored.DisturbOnce(typeof(Event.TransactionStarted), fate);
        var (starting, asking, watching) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());

        Region.Tell(new StartTransaction("t1", "t", 1), starting);
        Region.Tell(new GetTransaction("t1"), asking);
        Region.Tell(new WatchTransaction("t1"), watching);

        Assert.Equal(RejectionReason.JournalUnavailable, starting.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        var stored = fate == WriteFate.StoreAndFail;
        Assert.IsType(
            stored ? typeof(TransactionView) : typeof(TransactionNotFound), asking.ExpectMsg<IWithTransactionId>(TaleSystem.Patience));
        Assert.IsType(
            stored ? typeof(TransactionCompleted) : typeof(TransactionNotFound),
            watching.ExpectMsg<IWithTransactionId>(TaleSystem.Patience));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.Reject)]
    public async Task F17_F69_a_suspension_that_cannot_be_stored_at_first_is_stored_later_and_who_asked_is_answered(WriteFate fate)
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        Stored.OnRead = stored => stored.Payload is Event.TransactionStarted e ? e with { Hash = "gone" } : stored.Payload;
        Stored.DisturbOnce(typeof(Event.TransactionSuspended), fate);
        var caller = CreateTestProbe();

        Coordinator("t1").Tell(Kill.Instance);
        AwaitAssert(
            () => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience, TimeSpan.FromMilliseconds(1));
        Region.Tell(new StartTransaction("t1", "t", 1), caller);

        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Equal("TransactionSuspended", Stored.EventsOf("t1")[^1]), TaleSystem.Patience);
        Assert.Equal(TransactionStatus.Suspended, Row("t1").Status);
        _gate.Open();
    }

    [Fact]
    public async Task F17_a_suspension_that_cannot_be_stored_at_first_is_stored_later_when_nobody_asks()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        Stored.OnRead = stored => stored.Payload is Event.TransactionStarted e ? e with { Hash = "gone" } : stored.Payload;
        Stored.DisturbOnce(typeof(Event.TransactionSuspended), WriteFate.Fail);

        Coordinator("t1").Tell(Kill.Instance);

        AwaitAssert(() => Assert.Equal("TransactionSuspended", Stored.EventsOf("t1")[^1]), TaleSystem.Patience);
        _gate.Open();
    }

    [Fact]
    public async Task F15_what_could_not_be_read_once_and_goes_on_is_brought_back_after_trouble_like_any_other()
    {
        var again = new Gate();
        Run(Transaction.Define<int>("t").Step("one", async n => { await _gate.PassAsync(); return n + 1; }).Step("two", async n => { await again.PassAsync(); return n + 1; }).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        Stored.OnRead = stored => stored.Payload is Event.TransactionStarted e ? e with { Hash = "gone" } : stored.Payload;
        Coordinator("t1").Tell(Kill.Instance);
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);
        Stored.OnRead = stored => stored.Payload;
        _gate.Open();
        ViewWhen("t1", view => view.Status == TransactionStatus.Running);
        await again.Reached;

        Stored.DisturbOnce(typeof(Event.TransactionCompleted), WriteFate.Fail);
        again.Open();

        AwaitAssert(() => Assert.Equal("TransactionCompleted", Stored.EventsOf("t1")[^1]), TaleSystem.Patience);
    }

    [Fact]
    public async Task F61_who_asks_a_coordinator_that_leaves_while_the_node_stops_is_answered()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        var (asking, draining) = (CreateTestProbe(), CreateTestProbe());
        var coordinator = Coordinator("t1");

        // The node stops, and its time is over at once. The coordinator has left already, which the region hears last.
        var region = HoldUpRegion();
        Region.Tell(new Tale.Actors.Coordination.Home.Drain(TimeSpan.Zero), draining);
        Region.Tell(new GetTransaction("t1"), asking);
        Watch(coordinator);
        _gate.Open();
        ExpectTerminated(coordinator, TaleSystem.Patience);
        region.Release();

        Assert.Equal(TransactionStatus.Completed, asking.ExpectMsg<TransactionView>(TaleSystem.Patience).Status);
        draining.ExpectMsg<Tale.Actors.Coordination.Home.Drained>(TaleSystem.Patience);
    }

    private Tale.Actors.Index.TransactionSummary Row(string id) => Assert.Single(
        TaleExtension.For(Sys).Index.QueryAsync(new Tale.Actors.Index.TransactionQuery()).GetAwaiter().GetResult().Transactions, row =>
            row.TransactionId == id);

    private TransactionDefinition<int, int> Waiting() => Transaction.Define<int>("t")
        .Step("one", async n => { _trace.Add("one"); await _gate.PassAsync(); return n + 1; }).Build();
}

/// <summary>A region that is full.</summary>
public sealed class FullRegionSpec() : ActorSpec("tale.region.max-active = 2")
{
    [Fact]
    public async Task F69_a_question_to_a_coordinator_that_failed_is_answered_where_no_more_are_taken_in()
    {
        var gate = new Gate();
        Run(Transaction.Define<int>("t").Step("one", async n => { await gate.PassAsync(); return n + 1; }).Build());
        Started("t1", "t", 1);
        await gate.Reached;
        var caller = CreateTestProbe();
        Stored.DisturbOnce(typeof(Event.TransactionStarted), WriteFate.StoreAndFail);
        Region.Tell(new StartTransaction("t2", "t", 1), caller);
        Region.Tell(new GetTransaction("t2"), caller);
        caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience);

        // Another one takes the place meanwhile, if it can.
        Region.Tell(new StartTransaction("t3", "t", 1), caller);

        caller.FishForMessage<TransactionView>(view => view.TransactionId == "t2", TaleSystem.Patience);
        gate.Open();
    }
}
