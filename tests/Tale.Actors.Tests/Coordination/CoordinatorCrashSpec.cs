using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Coordinators die in the middle, of their journal or of a kill, and come back.</summary>
public sealed class CoordinatorCrashSpec : ActorSpec
{
    private readonly Trace _trace = new();

    public static TheoryData<WriteFate> Fates => [WriteFate.Fail, WriteFate.StoreAndFail, WriteFate.Reject];

    [Fact]
    public async Task F21_an_output_that_the_journal_rejects_undoes_its_step()
    {
        Stored.DisturbOnce(typeof(Event.StepSucceeded), WriteFate.Reject);
        var definition = Keys().Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Contains("rejected its output", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal("t1/one/compensate", _trace.Lines[^1]);
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    public async Task A_write_of_a_step_that_the_journal_does_not_confirm_is_made_good(WriteFate fate)
    {
        Stored.DisturbOnce(typeof(Event.StepSucceeded), fate);
        var definition = Keys().Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);

        Assert.Equal(2, outcome.Result);
        Assert.Contains("CoordinatorRecovered", Stored.EventsOf("t1"));
        // What was stored is not done again, and what is done again bears the same key.
        Assert.Equal(fate == WriteFate.StoreAndFail ? 1 : 2, _trace.Lines.Count(line => line == "t1/one/execute"));
        Assert.Equal(["t1/one/execute", "t1/two/execute"], _trace.Lines.Distinct());
    }

    [Theory]
    [MemberData(nameof(Fates))]
    public async Task A_write_of_an_undo_that_the_journal_does_not_confirm_is_made_good_in_the_same_order(WriteFate fate)
    {
        Stored.DisturbOnce(typeof(Event.StepCompensated), fate);
        var definition = Keys().Fails("three").Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(
            ["t1/two/compensate", "t1/one/compensate"],
            _trace.Lines.Where(line => line.EndsWith("compensate", StringComparison.Ordinal)).Distinct());
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    [InlineData(WriteFate.Reject)]
    public void F23_a_start_that_the_journal_does_not_confirm_is_refused_as_unknown_and_can_be_repeated(WriteFate fate)
    {
        Stored.DisturbOnce(typeof(Event.TransactionStarted), fate);
        Run(Keys().Build());
        var caller = CreateTestProbe();

        Region.Tell(new StartTransaction("t1", "t", 0), caller);
        Assert.Equal(RejectionReason.JournalUnavailable, caller.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        Region.Tell(new StartTransaction("t1", "t", 0), caller);

        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        Assert.Single(Stored.EventsOf("t1"), "TransactionStarted");
        Assert.Single(Stored.EventsOf("t1"), "TransactionCompleted");
        Assert.Equal(TransactionStatus.Completed, Assert.Single(Listed()).Status);
    }

    [Fact]
    public async Task I14_the_index_learns_of_an_end_that_was_stored_and_reported_as_failed()
    {
        Stored.DisturbOnce(typeof(Event.TransactionCompleted), WriteFate.StoreAndFail);
        var definition = Keys().Build();
        Run(definition);

        await Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);

        var row = Assert.Single(Listed());
        Assert.Equal((TransactionStatus.Completed, null), (row.Status, row.DueAt));
    }

    [Fact]
    public async Task A_terminal_write_that_was_stored_and_reported_as_failed_gives_one_outcome()
    {
        Stored.DisturbOnce(typeof(Event.TransactionCompleted), WriteFate.StoreAndFail);
        var definition = Keys().Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);

        Assert.Equal(2, outcome.Result);
        Assert.Equal("TransactionCompleted", Stored.EventsOf("t1")[^1]);
        Assert.Equal(["t1/one/execute", "t1/two/execute"], _trace.Lines);
    }

    [Fact]
    public void A_killed_coordinator_comes_back_in_its_next_epoch_and_asks_again_with_the_same_key()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<CoordinatorCrashSpec>(participant.Ref);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<CoordinatorCrashSpec>(), s => s.Retry(3)).Build());
        Started("t1", "t", 7);
        var first = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        participant.Reply(first.Retry("busy"));
        var second = participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience);

        Coordinator("t1").Tell(Kill.Instance);
        var again = participant.FishForMessage<ExecuteStep>(request => request.Epoch == 2, TaleSystem.Patience);
        participant.Reply(second.Succeeded(1));
        participant.Reply(again.Succeeded(2));

        // Neither the attempts nor the failures so far are forgotten.
        Assert.Equal((second.IdempotencyKey, second.Attempt), (again.IdempotencyKey, again.Attempt));
        Assert.Equal(["busy"], again.Failures.Select(failure => failure.Message));
        var watcher = CreateTestProbe();
        Region.Tell(new WatchTransaction("t1"), watcher);
        watcher.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
    }

    [Fact]
    public async Task A_caller_that_waits_gets_the_outcome_of_a_coordinator_that_was_killed_meanwhile()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").Step("one", async n => { await gate.PassAsync(); return n + 1; }).Build();
        Run(definition);

        var running = Client.RunAsync(definition, 0, new StartOptions { TransactionId = "t1" });
        await gate.Reached;
        Coordinator("t1").Tell(Kill.Instance);
        AwaitAssert(() => Assert.Contains("CoordinatorRecovered", Stored.EventsOf("t1")), TaleSystem.Patience);
        gate.Open();

        Assert.Equal(1, (await running.WaitAsync(TaleSystem.Patience)).Result);
    }

    [Fact]
    public void A_long_backoff_outlives_a_crash()
    {
        var participant = CreateTestProbe();
        ActorRegistry.For(Sys).Register<CoordinatorCrashSpec>(participant.Ref);
        Run(Transaction.Define<int>("t").Participant("one", ParticipantAddress.Registered<CoordinatorCrashSpec>(), s => s.Retry(RetryPolicy.Exponential(3, TimeSpan.FromSeconds(50)))).Build());
        Started("t1", "t", 7);
        participant.Reply(participant.ExpectMsg<ExecuteStep>(TaleSystem.Patience).Retry("busy"));
        var due = ViewWhen("t1", view => view.Steps[0].Status == StepStatus.Retrying).Steps[0].NextAttemptAt;

        Coordinator("t1").Tell(Kill.Instance);
        AwaitAssert(() => Assert.Contains("CoordinatorRecovered", Stored.EventsOf("t1")), TaleSystem.Patience);

        var step = View("t1").Steps[0];
        Assert.Equal((StepStatus.Retrying, 2, due), (step.Status, step.Attempts, step.NextAttemptAt));
        Assert.False(participant.HasMessages);
    }

    private IReadOnlyList<TransactionSummary> Listed() =>
        TaleExtension.For(Sys).Index.QueryAsync(new TransactionQuery()).GetAwaiter().GetResult().Transactions;

    private TransactionBuilder<int, int> Keys() => Transaction.Define<int>("t")
        .Step("one", (n, step) => Noted(n + 1, step)).Undo((_, step) => _trace.Add(step.IdempotencyKey))
        .Step("two", (n, step) => Noted(n + 1, step)).Undo((_, step) => _trace.Add(step.IdempotencyKey));

    private int Noted(int result, StepContext step)
    {
        _trace.Add(step.IdempotencyKey);
        return result;
    }
}

/// <summary>A journal that hangs, with time in the test's hand.</summary>
public sealed class WriteDeadlineSpec() : ActorSpec(VirtualTime)
{
    [Fact]
    public void F22_a_write_that_hangs_is_given_up_at_the_deadline_and_the_log_is_read_again()
    {
        Stored.DisturbOnce(typeof(Event.StepSucceeded), WriteFate.StoreAndHang);
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Step("two", n => n + 1).Build());
        var caller = Started("t1", "t", 0);
        AwaitAssert(() => Assert.Contains("StepSucceeded", Stored.EventsOf("t1")), TaleSystem.Patience);

        var watcher = CreateTestProbe();
        AwaitAssert(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(31));
                Assert.Contains("TransactionCompleted", Stored.EventsOf("t1"));
            },
            TaleSystem.Patience, TimeSpan.FromMilliseconds(20));
        Region.Tell(new WatchTransaction("t1"), watcher);

        watcher.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        Assert.Contains(Logged.Warnings, line => line.Contains("did not answer a write within", StringComparison.Ordinal));
        // Who started it waits in the next life too.
        caller.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
    }
}
