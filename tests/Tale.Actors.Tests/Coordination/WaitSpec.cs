using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Transactions that wait for a signal or for a time: out of memory, through crashes, and woken in time.</summary>
public sealed class WaitSpec : VirtualTimeSpec
{
    private static readonly TimeSpan Days = TimeSpan.FromDays(3);

    [Fact]
    public async Task One_that_waits_for_days_is_not_in_memory_and_goes_on_when_the_signal_comes()
    {
        Run(Approved());
        var caller = Started("t1", "t", 1);
        WaitUntilPassivated("t1");
        var replays = Stored.Replays;
        Time.Advance(TimeSpan.FromDays(1));
        // Ten seconds and more of the watchdog's time have passed; it has not looked at it.
        Assert.Equal(replays, Stored.Replays);
        var waiting = View("t1").Steps[1];
        Assert.Equal((StepStatus.Waiting, "approval"), (waiting.Status, waiting.Signal));

        Assert.Equal(TransactionStatus.Running, await Client.SignalAsync(new SignalTransaction("t1", "approval", "mail-1", new Approval("ada"))));

        Assert.Equal(new TransactionCompleted("t1", "2 by ada"), caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience));
        var events = Stored.EventsOf("t1");
        Assert.Equal(
            [nameof(Event.StepSucceeded), nameof(Event.WaitStarted), nameof(Event.CoordinatorRecovered), nameof(Event.SignalReceived)],
            events.Skip(1).Take(4));
    }

    [Fact]
    public void One_whose_signal_does_not_come_in_time_is_woken_and_undone()
    {
        Run(Approved());
        var caller = Started("t1", "t", 1);
        WaitUntilPassivated("t1");

        Time.Advance(Days);
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        var failure = caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure;
        Assert.Equal("Step 'approval': Failed to apply step: TimeoutException: The signal 'approval' has not come in time", failure.Message);
    }

    [Fact]
    public void A_delay_is_over_when_its_time_has_come_and_costs_no_attempt()
    {
        Run(Transaction.Define<int>("t").Delay("pause", Days).Step("one", (int n) => n + 1).Build());
        var caller = Started("t1", "t", 1);
        WaitUntilPassivated("t1");
        Assert.Equal(TimeSpan.FromDays(3), View("t1").Steps[0].NextAttemptAt - View("t1").StartedAt);

        Time.Advance(Days);
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        Assert.Equal(new TransactionCompleted("t1", 2), caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience));
    }

    [Fact]
    public void A_short_delay_is_spent_in_memory_and_costs_no_recovery()
    {
        Run(Transaction.Define<int>("t").Delay("pause", TimeSpan.FromSeconds(5)).Step("one", (int n) => n + 1).Build());
        var caller = Started("t1", "t", 1);
        WaitUntilStored("t1", nameof(Event.WaitStarted));
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        Assert.DoesNotContain(nameof(Event.CoordinatorRecovered), Stored.EventsOf("t1"));
    }

    [Fact]
    public void F12_an_early_signal_is_kept_and_the_same_one_again_changes_nothing()
    {
        Run(Approved());
        var caller = Started("t1", "t", 1);
        var signal = new SignalTransaction("t1", "approval", "mail-1", new Approval("ada"));
        for (var i = 0; i < 3; i++)
            Answer<IWithTransactionId>(signal);

        Assert.Equal("2 by ada", caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.SignalReceived));
        Assert.Equal("2 by ada", Answer<TransactionCompleted>(signal).Result);
    }

    [Fact]
    public void What_is_wrong_with_a_signal_is_said_and_nothing_is_written()
    {
        Run(Approved());
        Started("t1", "t", 1);
        WaitUntilPassivated("t1");
        var before = Stored.EventsOf("t1").Count;

        Refused(new SignalTransaction("t1", "approval", "no id", new Approval("ada")), RejectionReason.InvalidCommand, "signal's id");
        Refused(new SignalTransaction("t1", "approval", "s-1"), RejectionReason.InvalidCommand, "has a payload, a Approval: send one");
        Refused(new SignalTransaction("t1", "approval", "s-1", 7), RejectionReason.InvalidCommand, "It is a Int32; a Approval is expected");
        Refused(
            new SignalTransaction("t1", "approval", "s-1", new Payload("approval", "7"u8.ToArray())), RejectionReason.InvalidCommand,
            "does not fit the signal 'approval'");
        Refused(new SignalTransaction("t1", "aproval", "s-1", new Approval("ada")), RejectionReason.NotAllowed, "It waits for: approval.");
        Refused(new SignalTransaction("t1", null!, "s-1"), RejectionReason.NotAllowed, "waits for no signal ''");
        Answer<TransactionNotFound>(new SignalTransaction("t2", "approval", "s-1"));

        Assert.Equal(before, Stored.EventsOf("t1").Count);
    }

    /// <summary>While nodes are replaced, one that does not know the definition takes the signal over HTTP, and passes it on as it came.</summary>
    [Fact]
    public void F18_json_of_a_signal_that_came_to_a_node_without_its_type_is_read_by_one_that_has_it()
    {
        Run(Approved());
        var caller = Started("t1", "t", 1);

        Refused(
            new SignalTransaction("t1", "approval", "s-1", new Payload("", "[7]"u8.ToArray())), RejectionReason.InvalidCommand,
            "does not fit the signal 'approval'");
        Answer<CommandAccepted>(new SignalTransaction("t1", "approval", "s-1", new Payload("", """{"By":"ada"}"""u8.ToArray())));

        Assert.Equal("2 by ada", caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
    }

    [Fact]
    public void A_signal_that_has_no_payload_takes_none()
    {
        Run(Transaction.Define<int>("t").WaitFor("go").Step("one", (int n) => n + 1).Build());
        var caller = Started("t1", "t", 1);

        Refused(new SignalTransaction("t1", "go", "s-1", 7), RejectionReason.InvalidCommand, "has no payload");
        Answer<CommandAccepted>(new SignalTransaction("t1", "go", "s-1"));

        Assert.Equal(2, caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    public void Whoever_signals_is_answered_also_when_the_write_fails_and_it_counts_once(WriteFate fate)
    {
        Run(Approved());
        var caller = Started("t1", "t", 1);
        WaitUntilPassivated("t1");
        Stored.DisturbOnce(typeof(Event.SignalReceived), fate);
        var asker = CreateTestProbe();

        Region.Tell(new SignalTransaction("t1", "approval", "mail-1", new Approval("ada")), asker);
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        asker.ExpectMsg<IWithTransactionId>(TaleSystem.Patience);
        Assert.Equal("2 by ada", caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience).Result);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.SignalReceived));
    }

    [Fact]
    public async Task F04_a_node_that_begins_with_a_log_of_one_that_waits_goes_on_when_its_time_has_come()
    {
        await using var before = TaleSystem.Start(Approved());
        await before.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" });
        await Until.IsTrueAsync(() => before.Stored.EventsOf("t1").Contains(nameof(Event.WaitStarted)));
        await Sys.PlaceAsync("t1", before.Stored.LogOf("t1"));
        Run(Approved());

        Answer<CommandAccepted>(new SignalTransaction("t1", "approval", "mail-1", new Approval("ada")));

        Assert.Equal("2 by ada", Answer<TransactionCompleted>(new WatchTransaction("t1")).Result);
    }

    [Fact]
    public void A_function_that_refuses_the_payload_has_all_undone()
    {
        var undone = false;
        Run(Transaction.Define<int>("t").Step("one", (int n) => n + 1).Undo((int _) => undone = true)
            .WaitFor("approval", (int n, Approval a) => a.By == "ada" ? n : throw new AbortRetriesException("not approved")).Build());
        var caller = Started("t1", "t", 1);

        Answer<CommandAccepted>(new SignalTransaction("t1", "approval", "s-1", new Approval("eve")));

        Assert.Contains("not approved", caller.ExpectMsg<TransactionCompensated>(TaleSystem.Patience).Failure.Message, StringComparison.Ordinal);
        Assert.True(undone);
    }

    private void Refused(SignalTransaction signal, RejectionReason reason, string part)
    {
        var rejected = Answer<TransactionRejected>(signal);
        Assert.Equal(reason, rejected.Reason);
        Assert.Contains(part, rejected.Message, StringComparison.Ordinal);
    }

    private static TransactionDefinition<int, string> Approved() => Transaction.Define<int>("t")
        .Step("one", (int n) => n + 1).Undo((int _) => { })
        .WaitFor("approval", (int n, Approval approval) => $"{n} by {approval.By}", Days)
        .Step("three", (string text) => text)
        .Build();

    [StateAlias("approval")]
    private sealed record Approval(string By);
}
