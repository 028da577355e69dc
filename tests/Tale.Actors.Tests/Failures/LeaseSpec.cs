using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F50, F59: a node that does not own its database, or may not, begins nothing, and goes on once it does.</summary>
public sealed class LeaseSpec() : VirtualTimeSpec(LeasedIndex.Hocon + "tale.steps.max-concurrent = 1")
{
    private readonly Gate _gate = new();

    private PlayedLease Lease => PlayedLease.Of(Sys);

    [Fact]
    public async Task F59_an_attempt_that_waited_for_a_slot_begins_only_when_the_lease_is_held_again()
    {
        Run(Holding, Noting);
        Started("holder", "holds", 1);
        await _gate.Reached;
        var caller = Started("t1", "notes", 1);
        ViewWhen("t1", view => view.Steps[0].Status == StepStatus.Running);

        Lease.Lapse();
        _gate.Open();
        LetTimePass();
        Assert.DoesNotContain("noted", Trace.Lines);

        Lease.Renew();
        PassUntil(() => Trace.Lines.Contains("noted"));
        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.DoesNotContain("CoordinatorRecovered", Stored.EventsOf("t1"));
    }

    [Fact]
    public void F59_a_retry_whose_time_has_come_waits_for_the_lease()
    {
        Run(Transaction.Define<int>("t")
            .Step(
                "one",
                n =>
                {
                    Trace.Add("one");
                    return Trace.Lines.Count > 1 ? n : throw new InvalidOperationException("once");
                },
                step => step.Retry(RetryPolicy.Exponential(1, TimeSpan.FromSeconds(30))))
            .Build());
        var caller = Started("t1", "t", 1);
        AwaitAssert(() => Assert.Contains("StepAttemptFailed", Stored.EventsOf("t1")), TaleSystem.Patience);
        var events = Stored.EventsOf("t1").Count;

        Lease.Lapse();
        LetTimePass();
        Assert.Single(Trace.Lines);
        Assert.Equal(events, Stored.EventsOf("t1").Count);

        Lease.Renew();
        PassUntil(() => Trace.Lines.Count == 2);
        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
    }

    [Fact]
    public void F59_a_participant_is_not_asked_again_without_the_lease()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<LeaseSpec>(participant.Ref);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<LeaseSpec>()).Build());
        var caller = Started("t1", "t", 1);
        participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);

        Lease.Lapse();
        LetTimePass();
        Assert.False(participant.HasMessages);

        Lease.Renew();
        PassUntil(() => participant.HasMessages);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(1));
        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
    }

    [Fact]
    public async Task F59_a_result_that_comes_without_the_lease_is_kept_and_stored_when_it_is_held_again()
    {
        Run(Holding);
        var caller = Started("t1", "holds", 1);
        await _gate.Reached;

        Lease.Lapse();
        _gate.Open();
        LetTimePass();
        Assert.Equal(["TransactionStarted"], Stored.EventsOf("t1"));
        Assert.Equal(TransactionStatus.Running, View("t1").Status);

        Lease.Renew();
        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.Single(Trace.Lines);
    }

    [Fact]
    public async Task F59_starts_are_refused_without_the_lease_and_known_ones_answered()
    {
        Run(Holding);
        Started("t1", "holds", 1);
        await _gate.Reached;
        Lease.Lapse();
        var caller = CreateTestProbe();

        Region.Tell(new StartTransaction("t2", "holds", 1), caller);
        var rejected = caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience);
        Assert.Equal(RejectionReason.JournalUnavailable, rejected.Reason);
        Assert.Contains("the test has taken the lease away", rejected.Message, StringComparison.Ordinal);
        Region.Tell(new StartTransaction("t1", "holds", 1), caller);
        Assert.Equal("t1", caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience).TransactionId);
        Region.Tell(new GetTransaction("t2"), caller);
        caller.ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
        Assert.Empty(Stored.EventsOf("t2"));
    }

    [Fact]
    public async Task F50_what_another_node_may_have_run_meanwhile_is_read_again_before_anything_is_issued()
    {
        Run(Holding);
        var caller = Started("t1", "holds", 1);
        await _gate.Reached;

        Lease.Lose();
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        _gate.Open();
        LetTimePass();
        Assert.Equal(["TransactionStarted"], Stored.EventsOf("t1"));

        Lease.TakeBack();
        PassUntil(() => Stored.EventsOf("t1").Contains("TransactionCompleted"));
        Assert.Equal("CoordinatorRecovered", Stored.EventsOf("t1")[1]);
        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
    }

    [Fact]
    public void F50_a_step_that_waits_for_its_token_on_its_own_thread_does_not_keep_a_coordinator_whose_lease_is_lost()
    {
        using var reached = new ManualResetEventSlim();
        Run(Transaction.Define<int>("t").Step("one", (int n, StepContext step) =>
        {
            Trace.Add("one");
            reached.Set();
            if (Trace.Lines.Count == 1)
                step.CancellationToken.WaitHandle.WaitOne();
            return n;
        }).Build());
        var caller = Started("t1", "t", 1);
        Assert.True(reached.Wait(TaleSystem.Patience));

        Lease.Lose();
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);
        Lease.TakeBack();
        PassUntil(() => Stored.EventsOf("t1").Contains("TransactionCompleted"));

        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.Equal(2, Trace.Lines.Count);
    }

    [Fact]
    public async Task F59_a_node_without_the_lease_stops_in_order_and_writes_nothing()
    {
        Run(Holding);
        Started("t1", "holds", 1);
        await _gate.Reached;
        Lease.Lapse();
        _gate.Open();
        View("t1");

        var drained = Region.Ask<Drained>(new Drain(TimeSpan.FromSeconds(4)));
        PassUntil(() => drained.IsCompleted);

        Assert.Equal(["TransactionStarted"], Stored.EventsOf("t1"));
    }

    private TransactionDefinition<int, int> Holding => Transaction.Define<int>("holds")
        .Step("one", async n =>
        {
            Trace.Add("held");
            await _gate.PassAsync();
            return n;
        }).Build();

    private TransactionDefinition<int, int> Noting => Transaction.Define<int>("notes")
        .Step("one", n =>
        {
            Trace.Add("noted");
            return n;
        }).Build();

    /// <summary>Two minutes, with time for everybody to do what they would do.</summary>
    private void LetTimePass()
    {
        for (var i = 0; i < 120; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            if (i % 10 == 0)
                View("t1");
        }
    }
}
