using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core.Properties;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>People who command a transaction that is out of memory, cannot be stored, or cannot be read.</summary>
public sealed class InterventionAttackSpec : VirtualTimeSpec
{
    private bool _isMended;
    private Action _block = () => { };

    [Fact]
    public void A_command_for_the_revision_that_is_seen_is_carried_out_also_on_one_that_is_out_of_memory()
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        var seen = View("t1").Revision;
        WaitUntilPassivated("t1");
        _isMended = true;

        Answer<CommandAccepted>(Command(OperatorAction.RetryNow) with { ExpectedRevision = seen });

        PassUntilStored("t1", nameof(Event.TransactionCompensated));
    }

    [Fact]
    public void F21_an_output_that_the_journal_never_takes_is_refused_and_not_tried_for_ever()
    {
        Run(Transaction.Define<int>("t").Step("one", (int n) => n < 0 ? n : throw new InvalidOperationException("help"),
            s => s.Decide(_ => Directive.Escalate)).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        Stored.OnWrite = (_, events) => events.Any(e => e is Event.OperatorIntervened) ? WriteFate.Reject : WriteFate.Store;

        var rejected = Answer<TransactionRejected>(
            Command(OperatorAction.AssumeSucceeded) with { Step = "one", Output = 7 });

        Assert.Equal(RejectionReason.JournalUnavailable, rejected.Reason);
        Assert.Equal(TransactionStatus.Suspended, View("t1").Status);
    }

    [Fact]
    public async Task F17_one_that_was_given_up_without_its_definition_tells_its_end_once_the_definition_is_back()
    {
        var sick = Sick();
        await using var before = TaleSystem.Start(sick);
        await before.RunAsync(sick, 1, "t1");
        await Sys.PlaceAsync("t1", before.Stored.LogOf("t1"));
        Run(Transaction.Define<int>("other").Step("one", n => n).Build());
        Answer<TransactionFailed>(Command(OperatorAction.GiveUp));

        await using var after = TaleSystem.Start(sick);
        await after.System.PlaceAsync("t1", Stored.LogOf("t1"));

        var outcome = Assert.IsType<TransactionFailed>(await after.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience));
        Assert.Contains("Given up by ada: mended", outcome.Failure.Message, StringComparison.Ordinal);
        var view = await after.Client.GetAsync("t1").WaitAsync(TaleSystem.Patience);
        Assert.Equal((TransactionStatus.Failed, outcome.Failure.Message), (view!.Status, view.Failure?.Message));
    }

    [Fact]
    public void F12_a_participant_that_was_cancelled_before_a_crash_is_told_again_after_it()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<InterventionAttackSpec>(desk.Ref);
        Run(Transaction.Define<int>("t").Participant("desk", ParticipantAddress.Registered<InterventionAttackSpec>()).Build());
        Started("t1", "t", 1);
        desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));

        Coordinator("t1").Tell(Kill.Instance);
        PassUntilStored("t1", nameof(Event.CoordinatorRecovered));

        var execute = desk.FishForMessage<ExecuteStep>(again => again.Epoch == 2, TaleSystem.Patience);
        Assert.Equal(2, desk.ExpectMsg<CancelStep>(TaleSystem.Patience).Epoch);
        desk.Reply(execute.Failed("it was called off"));
        // What was asked of it before the crash may have taken effect.
        desk.Reply(desk.FishForMessage<CompensateStep>(_ => true, TaleSystem.Patience).Succeeded());
        PassUntilStored("t1", nameof(Event.TransactionCompensated));
    }

    /// <summary>Its outcome is to be learned, so it is begun again; without a timeout of its own it might never end.</summary>
    [Fact]
    public async Task F12_a_step_that_was_cancelled_before_a_crash_is_told_again_by_the_next_cancel()
    {
        var (first, second) = (new Gate(), new Gate());
        var lives = 0;
        Run(Transaction.Define<int>("t").Step("waits", async (int n, StepContext step) =>
        {
            // The first ends with its incarnation, whatever it is told.
            if (Interlocked.Increment(ref lives) == 1)
                await first.PassAsync();
            await second.PassAsync(step.CancellationToken);
            return n;
        }).Undo((int _) => { }).Build());
        Started("t1", "t", 1);
        await first.Reached;
        Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));
        Coordinator("t1").Tell(Kill.Instance);
        PassUntilStored("t1", nameof(Event.CoordinatorRecovered));
        await second.Reached;
        Assert.Equal(TransactionStatus.Running, View("t1").Status);

        Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));

        PassUntilStored("t1", nameof(Event.TransactionCompensated));
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.CancelRequested));
        first.Open();
    }

    [Theory]
    [InlineData(1999)]
    [InlineData(1)]
    public void I12_a_reason_that_no_database_stores_as_it_is_reads_back_as_it_was_decided(int length)
    {
        Run(Sick());
        _isMended = true;
        var reason = new string('x', length) + "\U0001F600\ud800\0" + new string('y', 3000);
        _block = () => Answer<CommandAccepted>(new CancelTransaction("t1", reason));

        Started("t1", "t", 1).ExpectMsg<TransactionCompensated>(TaleSystem.Patience);

        var cancelled = Assert.Single(Stored.Stored.Select(stored => stored.Payload).OfType<Event.CancelRequested>());
        EventBytes.RoundTrip(cancelled);
        Assert.DoesNotContain('\0', cancelled.Reason);
    }

    public static TheoryData<int, WriteFate> Disturbances()
    {
        var all = new TheoryData<int, WriteFate>();
        for (var write = 0; write < 5; write++)
        {
            foreach (var fate in new[] { WriteFate.Fail, WriteFate.StoreAndFail, WriteFate.Reject })
                all.Add(write, fate);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Disturbances))]
    public void F20_whichever_write_fails_a_command_that_is_repeated_until_it_is_answered_is_carried_out_once(int disturbed, WriteFate fate)
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        WaitUntilPassivated("t1");
        _isMended = true;
        var left = disturbed;
        Stored.OnWrite = (_, _) => Interlocked.Decrement(ref left) == -1 ? fate : WriteFate.Store;
        var asker = CreateTestProbe();

        for (var i = 0; i < 3; i++)
        {
            Region.Tell(Command(OperatorAction.RetryNow), asker);
            Region.Tell(new CancelTransaction("t1", "and besides"), asker);
        }
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        for (var i = 0; i < 6; i++)
            asker.ExpectMsg<IWithTransactionId>(answer => Assert.IsNotType<TransactionRejected>(answer), TaleSystem.Patience);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.OperatorIntervened));
        Assert.Equal(nameof(Event.TransactionCompensated), Stored.EventsOf("t1")[^1]);
    }

    [Theory]
    [MemberData(nameof(Disturbances))]
    public void F12_whichever_write_fails_a_cancel_is_one_and_what_took_effect_is_undone_once(int disturbed, WriteFate fate)
    {
        Run(Transaction.Define<int>("t").Step("one", (int n) => n).Undo((int _) => Trace.Add("undone"))
            .Step("waits", (int n) => n < 0 ? n : throw new InvalidOperationException("later"),
                s => s.Retry(RetryPolicy.Exponential(5, TimeSpan.FromHours(1), TimeSpan.FromHours(2)))).Undo((int _) => Trace.Add("wrong"))
            .Build());
        Started("t1", "t", 1);
        WaitUntilStored("t1", nameof(Event.StepAttemptFailed));
        var left = disturbed;
        Stored.OnWrite = (_, _) => Interlocked.Decrement(ref left) == -1 ? fate : WriteFate.Store;
        var asker = CreateTestProbe();

        for (var i = 0; i < 3; i++)
            Region.Tell(new CancelTransaction("t1", "enough"), asker);
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        for (var i = 0; i < 3; i++)
            asker.ExpectMsg<IWithTransactionId>(answer => Assert.IsNotType<TransactionRejected>(answer), TaleSystem.Patience);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.CancelRequested));
        // Once, or again under its key where its success was not stored.
        Assert.DoesNotContain("wrong", Trace.Lines);
        Assert.InRange(Trace.Lines.Count, 1, 2);
    }

    /// <summary>Its second step fails, and the undo of its first one until it is mended.</summary>
    private TransactionDefinition<int, int> Sick() => Transaction.Define<int>("t")
        .Step("one", (int n) =>
        {
            _block();
            return n + 1;
        }, s => s.RetryCompensation(RetryPolicy.None))
        .Undo((int _) => { if (!_isMended) throw new InvalidOperationException("stuck"); })
        .Step("two", (int n) => n < 0 ? n : throw new InvalidOperationException("no")).Build();

    private static OperatorCommand Command(OperatorAction action) => new("t1", "c1", action, "ada", "mended");
}
