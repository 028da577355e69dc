using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Waits for hours, beside attempts that run for hours.</summary>
public sealed class LongWaitSpec() : ActorSpec(VirtualTime)
{
    private static readonly RetryPolicy InTenMinutes = RetryPolicy.Exponential(3, TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    private readonly Trace _trace = new();

    [Fact]
    public async Task I17_a_long_backoff_ends_in_time_while_a_sibling_is_at_work()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Step("works", async n => { await gate.PassAsync(); return n; }))
            .Branch(b => b.Step("fails", FailsOnce(), s => s.Retry(InTenMinutes)))
            .Join((n, _, _) => n)).Build();
        Run(definition);
        Started("t1", "t", 1);
        await gate.Reached;
        ViewWhen("t1", view => view.Steps[1].Status == StepStatus.Retrying);

        Time.Advance(TimeSpan.FromMinutes(11));

        ViewWhen("t1", view => view.Steps[1].Status == StepStatus.Succeeded);
        gate.Open();
        ViewWhen("t1", view => view.Status == TransactionStatus.Completed);
    }

    [Fact]
    public void I17_the_long_backoff_of_an_undo_ends_in_time_while_another_undo_is_at_work()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<LongWaitSpec>(participant.Ref);
        var fails = FailsOnce();
        Run(Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Participant("works", ParticipantAddress.Registered<LongWaitSpec>()))
            .Branch(b => b.Step("fails", (int n) => n, s => s.RetryCompensation(InTenMinutes)).Undo(n => _trace.Add($"{fails(n)}")))
            .Join((n, _, _) => n)).Fails("last").Build());
        var caller = Started("t1", "t", 1);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Succeeded(2));
        var undo = participant.ExpectMsg<CompensateStep>(TaleSystem.Patience);
        ViewWhen("t1", view => view.Steps[1].NextAttemptAt is not null);

        Time.Advance(TimeSpan.FromMinutes(11));

        ViewWhen("t1", view => view.Steps[1].Status == StepStatus.Compensated);
        participant.Send(participant.LastSender, undo.Succeeded());
        caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience);
    }

    [Fact]
    public void F46_a_short_backoff_survives_questions_watches_and_a_kill_and_its_failure_is_definite()
    {
        var definition = Transaction.Define<int>("t")
            .Step("fails", Counting.Failing("no"), s => s.Retry(RetryPolicy.Exponential(1, TimeSpan.FromSeconds(30))))
            .Undo(_ => _trace.Add("undone")).Build();
        Run(definition);
        var caller = Started("t1", "t", 1);
        ViewWhen("t1", view => view.Steps[0].Status == StepStatus.Retrying);

        AskAllSortsOfThings("t1");
        Coordinator("t1").Tell(Kill.Instance);
        AwaitAssert(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                Assert.Contains("CoordinatorRecovered", Stored.EventsOf("t1"));
            },
            TaleSystem.Patience, TimeSpan.FromMilliseconds(5));
        AskAllSortsOfThings("t1");
        Time.Advance(TimeSpan.FromSeconds(31));

        caller.FishForMessage<TransactionCompensated>(_ => true, TaleSystem.Patience);
        Assert.Empty(_trace.Lines);
        Assert.DoesNotContain("StepOutcomeUnknown", Stored.EventsOf("t1"));
    }

    [Fact]
    public void F46_a_long_backoff_is_asked_about_and_left_alone_and_its_failure_is_definite()
    {
        var definition = Transaction.Define<int>("t")
            .Step("fails", Counting.Failing("no"), s => s.Retry(InTenMinutes with { MaxRetries = 1 })).Undo(_ => _trace.Add("undone"))
            .Build();
        Run(definition);
        var caller = Started("t1", "t", 1);
        AwaitAssert(() => Assert.Throws<ActorNotFoundException>(() => Coordinator("t1")), TaleSystem.Patience);

        for (var i = 0; i < 5; i++)
            AskAllSortsOfThings("t1");
        Assert.Equal(["TransactionStarted", "StepAttemptFailed"], Stored.EventsOf("t1"));
        Time.Advance(TimeSpan.FromMinutes(11));
        Region.Tell(new WakeTransaction("t1"));

        caller.FishForMessage<TransactionCompensated>(_ => true, TaleSystem.Patience);
        Assert.Empty(_trace.Lines);
    }

    private void AskAllSortsOfThings(string id)
    {
        var asking = CreateTestProbe();
        Region.Tell(new WatchTransaction(id), asking);
        Region.Tell(new GetTransaction(id), asking);
        asking.ExpectMsg<TransactionView>(TaleSystem.Patience);
        Region.Tell(new UnwatchTransaction(id), asking);
        Region.Tell(new StartTransaction(id, "t", 1) { NotifyOutcome = false }, asking);
        asking.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        Region.Tell(new StartTransaction(id, "t", 2), asking);
        asking.ExpectMsg<TransactionRejected>(TaleSystem.Patience);
        Region.Tell(new WakeTransaction(id), asking);
    }

    private static Func<int, int> FailsOnce()
    {
        var tries = 0;
        return n => Interlocked.Increment(ref tries) == 1 ? throw new InvalidOperationException("not yet") : n + 1;
    }
}
