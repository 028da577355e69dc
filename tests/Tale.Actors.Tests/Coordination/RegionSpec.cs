using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

public sealed class RegionSpec() : ActorSpec("tale.region.max-active = 2")
{
    private readonly Gate _gate = new();

    [Fact]
    public void A_transaction_that_has_ended_leaves_memory_and_still_answers()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);

        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);

        Assert.Equal(TransactionStatus.Completed, View("t1").Status);
    }

    [Fact]
    public void An_id_that_was_taken_for_new_and_is_not_is_answered_from_its_log()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        var same = CreateTestProbe();

        var start = new StartTransaction("t1", "t", 1);
        var request = new StartRequest("t1", "t", null, new Payload("int32", "1"u8.ToArray()), [], "");
        Region.Tell(new StartEnvelope(start, request, IsIdNew: true), same);

        Assert.Equal(TransactionStatus.Completed, same.ExpectMsg<TransactionAccepted>(TaleSystem.Patience).Status);
        same.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        Assert.Equal(["TransactionStarted", "StepSucceeded", "TransactionCompleted"], Stored.EventsOf("t1"));
    }

    [Fact]
    public async Task Hundreds_of_questions_around_the_moment_of_leaving_are_all_answered_and_none_goes_astray()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Build();
        Run(definition);
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters, typeof(DeadLetter));

        for (var round = 0; round < 30; round++)
        {
            var id = $"t{round}";
            await Client.RunAsync(definition, 1, new StartOptions { TransactionId = id }).WaitAsync(TaleSystem.Patience);
            var views = Enumerable.Range(0, 10).Select(_ => AskAsync(id));
            var outcomes = Enumerable.Range(0, 10).Select(_ => Client.WatchAsync(id));
            await Task.WhenAll(views).WaitAsync(TaleSystem.Patience);
            Assert.All(
                await Task.WhenAll(outcomes).WaitAsync(TaleSystem.Patience),
                outcome => Assert.Equal(new TransactionCompleted(id, 2), outcome));
        }
        Sys.EventStream.Unsubscribe(letters);
        letters.Tell("the last");
        letters.FishForMessage(
            letter => letter is DeadLetter { Message: ITransactionCommand astray } ? throw new InvalidOperationException($"{astray} went astray.") : letter is "the last",
            TaleSystem.Patience);

        // One question after the other: the coordinator comes, answers and leaves while others ask.
        async Task AskAsync(string id)
        {
            for (var question = 0; question < 5; question++)
                Assert.Equal(TransactionStatus.Completed, (await Client.GetAsync(id))!.Status);
        }
    }

    [Fact]
    public void A_start_past_the_limit_is_refused_as_overloaded_and_nothing_is_stored()
    {
        Run(Transaction.Define<int>("t").Step("one", async n => { await _gate.PassAsync(); return n + 1; }).Build());
        var first = Started("t1", "t", 1);
        Started("t2", "t", 1);
        var late = CreateTestProbe();

        Region.Tell(new StartTransaction("t3", "t", 1), late);
        var rejection = late.ExpectMsg<TransactionRejected>(TaleSystem.Patience);
        Assert.Equal(RejectionReason.Overloaded, rejection.Reason);
        Assert.Contains("tale.region.max-active", rejection.Message);
        Assert.Empty(Stored.EventsOf("t3"));

        // What runs already is not turned away, and once it has ended there is room.
        Started("t1", "t", 1);
        _gate.Open();
        first.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        AwaitAssert(
            () =>
            {
                Region.Tell(new StartTransaction("t3", "t", 1), late);
                late.ExpectMsg<TransactionAccepted>(TimeSpan.FromSeconds(3));
            },
            TaleSystem.Patience);
    }

    [Fact]
    public async Task A_stopping_node_refuses_starts_and_lets_running_transactions_go_on()
    {
        Run(Transaction.Define<int>("t").Step("one", async n => { await _gate.PassAsync(); return n + 1; }).Build());
        var caller = Started("t1", "t", 1);
        var late = CreateTestProbe();
        // One that has not begun would be left to the next incarnation.
        await _gate.Reached;

        Region.Tell(new Drain(TimeSpan.FromMinutes(1)), late);
        Region.Tell(new StartTransaction("t2", "t", 1), late);
        Assert.Equal(RejectionReason.Stopping, late.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        Assert.Equal(RejectionReason.Stopping, caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        _gate.Open();

        late.ExpectMsg<Drained>(TaleSystem.Patience);
        Assert.Equal("TransactionCompleted", Stored.EventsOf("t1")[^1]);
        Assert.Empty(Stored.EventsOf("t2"));
    }

    [Theory]
    [InlineData("no spaces")]
    [InlineData("")]
    [InlineData("a/b")]
    public void An_id_that_cannot_be_is_answered_by_the_region_itself(string id)
    {
        Run(Transaction.Define<int>("t").Step("one", n => n).Build());
        var caller = CreateTestProbe();

        Region.Tell(new GetTransaction(id), caller);
        caller.ExpectMsg(new TransactionNotFound(id), TaleSystem.Patience);
        Region.Tell(new WatchTransaction(id), caller);
        caller.ExpectMsg(new TransactionNotFound(id), TaleSystem.Patience);
        Region.Tell(new StartTransaction(id, "t", 1), caller);

        Assert.Equal(RejectionReason.InvalidId, caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
    }

    [Fact]
    public void What_nobody_started_is_not_found()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n).Build());
        var caller = CreateTestProbe();

        Region.Tell(new GetTransaction("t1"), caller);
        caller.ExpectMsg(new TransactionNotFound("t1"), TaleSystem.Patience);
        Region.Tell(new WatchTransaction("t1"), caller);
        caller.ExpectMsg(new TransactionNotFound("t1"), TaleSystem.Patience);
        Assert.Equal(0, Stored.Writes);
    }
}

/// <summary>Coordinators that fail again and again, in virtual time.</summary>
public sealed class RestartBackoffSpec()
    : ActorSpec(VirtualTime + "tale.coordinator { restart-min-backoff = 10s, restart-max-backoff = 60s }")
{
    [Fact]
    public void A_coordinator_that_fails_stays_away_longer_from_time_to_time()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<RegionSpec>(participant.Ref);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<RegionSpec>()).Build());
        Started("t1", "t", 1);
        participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);

        // Half of the delay is random. The first failure costs at most 10 s, the second at most 20 s; a test's clock runs ahead a little.
        Assert.InRange(TimeUntilBack(participant, epoch: 2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        Assert.InRange(TimeUntilBack(participant, epoch: 3), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40));
        Assert.Equal(["TransactionStarted", "CoordinatorRecovered", "CoordinatorRecovered"], Stored.EventsOf("t1"));
    }

    private TimeSpan TimeUntilBack(TestProbe participant, long epoch)
    {
        var start = Time.Now;
        Coordinator("t1").Tell(Kill.Instance);
        AwaitAssert(
            () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(500));
                participant.FishForMessage<ExecuteStep>(request => request.Epoch == epoch, TimeSpan.FromMilliseconds(30));
            },
            TaleSystem.Patience, TimeSpan.FromMilliseconds(1));
        return Time.Now - start;
    }
}
