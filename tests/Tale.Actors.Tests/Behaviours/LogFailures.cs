using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

/// <summary>Logs that cannot be read, and definitions that changed under them.</summary>
public sealed class LogFailures : ActorSpec
{
    private readonly Trace _trace = new();
    private readonly Gate _gate = new();

    public static TheoryData<string> Poisons => ["not an event", "unknown", "of another definition", "out of order"];

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task F15_an_event_that_cannot_be_read_suspends_that_transaction_only(string poison)
    {
        var definition = Waiting("t");
        Run(definition);
        Started("sick", "t", 1);
        Started("well", "t", 1);
        await Until.IsTrueAsync(() => Stored.EventsOf("sick").Count == 2 && Stored.EventsOf("well").Count == 2);
        Stored.OnRead = stored => stored is { PersistenceId: "tale-sick", SequenceNr: 2 } ? Poisoned(poison) : stored.Payload;

        Coordinator("sick").Tell(Kill.Instance);
        var view = ViewWhen("sick", v => v.Status == TransactionStatus.Suspended);
        _gate.Open();

        Assert.Contains("cannot be read", view.SuspendedReason);
        Assert.Contains("event 2", view.SuspendedReason);
        Assert.Equal(new TransactionCompleted("well", 3), await Client.WatchAsync("well").WaitAsync(TaleSystem.Patience));
        Assert.Equal("TransactionSuspended", Stored.EventsOf("sick")[^1]);
        Assert.IsType<TransactionSuspended>(await Client.WatchAsync("sick").WaitAsync(TaleSystem.Patience));
    }

    [Fact]
    public async Task F15_it_resumes_by_itself_once_its_log_can_be_read()
    {
        Run(Waiting("t"));
        Started("sick", "t", 1);
        await Until.IsTrueAsync(() => Stored.EventsOf("sick").Count == 2);
        Stored.OnRead = stored => stored is { SequenceNr: 2 } ? Poisoned("unknown") : stored.Payload;
        Coordinator("sick").Tell(Kill.Instance);
        ViewWhen("sick", v => v.Status == TransactionStatus.Suspended);

        Stored.OnRead = stored => stored.Payload;
        _gate.Open();
        ViewWhen("sick", v => v.Status == TransactionStatus.Completed);

        Assert.Equal(new TransactionCompleted("sick", 3), await Client.WatchAsync("sick").WaitAsync(TaleSystem.Patience));
        Assert.Contains("TransactionResumed", Stored.EventsOf("sick"));
        Assert.Single(_trace.Lines);
    }

    [Fact]
    public async Task F16_a_running_transaction_stays_on_its_version_and_new_ones_start_on_the_latest()
    {
        Run(Waiting("t"), Transaction.Define<int>("t", 2).Step("other", n => n * 100).Build());
        var caller = CreateTestProbe();
        Region.Tell(new StartTransaction("old", "t", 1) { Version = 1 }, caller);
        caller.ExpectMsg(new TransactionAccepted("old", "t", 1, TransactionStatus.Running), TaleSystem.Patience);
        await _gate.Reached;

        Coordinator("old").Tell(Kill.Instance);
        await Until.IsTrueAsync(() => Stored.EventsOf("old").Contains("CoordinatorRecovered"));
        Region.Tell(new StartTransaction("new", "t", 1), caller);
        caller.ExpectMsg(new TransactionAccepted("new", "t", 2, TransactionStatus.Running), TaleSystem.Patience);
        _gate.Open();

        // The caller of the old one waits in its coordinator's next life too.
        caller.ExpectMsgAllOf(TaleSystem.Patience, [new TransactionCompleted("new", 100), new TransactionCompleted("old", 3)]);
    }

    [Fact]
    public async Task F44_a_row_that_names_a_type_gets_no_type_made()
    {
        Run(Waiting("t"));
        Started("sick", "t", 1);
        await Until.IsTrueAsync(() => Stored.EventsOf("sick").Count == 2);
        // A stored state that claims to be of another type than the step's.
        Stored.OnRead = stored => stored.Payload is Event.StepSucceeded e
            ? e with { Output = new Payload("System.Diagnostics.Process, System", "{\"$type\":\"System.Diagnostics.Process, System\"}"u8.ToArray()) }
            : stored.Payload;

        Coordinator("sick").Tell(Kill.Instance);
        _gate.Open();
        var outcome = await Client.WatchAsync("sick").WaitAsync(TaleSystem.Patience);

        Assert.NotEqual(TransactionStatus.Completed, outcome!.Status);
        Assert.Contains("'System.Diagnostics.Process, System' was found where 'int32'", View("sick").Failure!.Message);
    }

    private static object Poisoned(string poison) => poison switch
    {
        "not an event" => "rubbish",
        "unknown" => new Event.Unreadable("from-the-future:9", "this version does not know it"),
        "of another definition" => new Event.StepSucceeded(DateTimeOffset.UtcNow, "no-such-step", 1, null),
        _ => new Event.StepCompensated(DateTimeOffset.UtcNow, "one", 1),
    };

    private TransactionDefinition<int, int> Waiting(string name) => Transaction.Define<int>(name)
        .Step("one", n => { _trace.Add("one"); return n + 1; })
        .Step("two", async n => { await _gate.PassAsync(); return n + 1; }).Build();
}
