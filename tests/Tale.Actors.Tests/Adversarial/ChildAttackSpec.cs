using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>
/// Children whose ids others have, whose parents die, and which were never started: "order" debits, has its "trip" made by a child (flight,
/// hotel), and confirms.
/// </summary>
public sealed class ChildAttackSpec() : VirtualTimeSpec("tale.region.max-active = 1")
{
    private const string Child = "t1:trip";

    private readonly Gate _atHotel = new();
    private bool _waitsAtHotel;
    private bool _hotelFails;
    private int _inputs;

    [Fact]
    public void Somebody_elses_transaction_of_the_same_id_and_content_is_not_taken_for_it_nor_undone()
    {
        Run(Order());
        Started(Child, "trip", 100).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        WaitUntilPassivated(Child);
        Started("t1", "order", 100);

        var view = ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);
        Assert.Contains(
            $"The id '{Child}' belongs to a transaction of 'trip' that is not this step's", view.SuspendedReason, StringComparison.Ordinal);
        Answer<CommandAccepted>(new OperatorCommand("t1", "cmd-1", OperatorAction.Compensate, "ada", "somebody else's"));
        ViewWhen("t1", view => view.Status == TransactionStatus.Compensated);
        Assert.Equal(TransactionStatus.Completed, View(Child).Status);
    }

    [Fact]
    public void A_start_of_the_same_id_and_content_by_anybody_else_is_a_conflict()
    {
        Run(Order());
        Started("t1", "order", 100).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        WaitUntilPassivated("t1");   // there is room for one

        var refused = Answer<TransactionRejected>(new StartTransaction(Child, "trip", 100));

        Assert.Equal(RejectionReason.Conflict, refused.Reason);
        Assert.Contains(
            "belongs to a transaction of 'trip' v1 that was started with another parent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancel_does_not_reach_somebody_elses_transaction()
    {
        Run(Order(), Transaction.Define<int>("asks").WaitFor("go").Build());
        Started(Child, "asks", 5);
        WaitUntilPassivated(Child);
        DiesOf<Event.StepEscalated>();

        Answer<CommandAccepted>(new CancelTransaction("t1", "changed my mind"));
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);

        Answer<CommandAccepted>(new SignalTransaction(Child, "go", "s-1"));
        Assert.Equal(TransactionStatus.Completed, ViewWhen(Child, view => view.Status != TransactionStatus.Running).Status);
    }

    [Fact]
    public void An_undo_does_not_reach_somebody_elses_transaction()
    {
        Run(Order());
        Started(Child, "trip", 5).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        WaitUntilPassivated(Child);
        DiesOf<Event.StepEscalated>();
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);

        Answer<CommandAccepted>(new OperatorCommand("t1", "cmd-1", OperatorAction.Compensate, "ada", "somebody else's"));

        PassUntil(() => View("t1") is { Status: TransactionStatus.Compensated }
            || View("t1").SuspendedReason?.Contains("the compensation of 'trip' needs help", StringComparison.Ordinal) == true);
        Assert.Equal(TransactionStatus.Completed, View(Child).Status);
        Assert.DoesNotContain("-flight", Trace.Lines);
    }

    [Fact]
    public void F46_a_start_that_is_refused_for_good_is_a_definite_failure_also_after_a_crash_of_its_parent()
    {
        Run(Transaction.Define<int>("order").Step("debit", (int _) => Do("debit")).Undo((int _) => Do("-debit"))
            .Child("trip", Note(), _ => null!, (amount, _) => amount).Build());
        DiesOf<Event.StepFailed>();

        PassUntil(() => View("t1").Status == TransactionStatus.Compensated);

        Assert.Equal(StepStatus.Failed, TripOf(View("t1")).Status);
    }

    /// <summary>It is there, and what would be given to it today cannot even be compared with what it was given.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F05_one_that_is_there_is_not_taken_for_refused_when_it_could_not_be_started_today(bool hasCompleted)
    {
        var writes = new Gate();
        if (hasCompleted)
            writes.Open();
        var note = Transaction.Define<string>("note").Step("write", async (string text) =>
        {
            Do("write");
            await writes.PassAsync();
            return text;
        }).Undo((string _) => Do("-write")).Build();
        Run(Transaction.Define<int>("order").Step("debit", (int _) => Do("debit")).Undo((int _) => Do("-debit"))
            .Child("trip", note, _ => Interlocked.Increment(ref _inputs) == 1 ? "new" : null!, (amount, _) => amount)
            .Step("confirm", (int _) => Do("confirm")).Build());
        if (hasCompleted)
        {
            Stored.OnWrite = (id, events) => id == "tale-t1" && Stored.EventsOf(Child).Contains(nameof(Event.TransactionCompleted))
                && events.Any(e => e is Event.StepSucceeded { Step: "trip" }) && Volatile.Read(ref _inputs) == 1 ? WriteFate.Fail : WriteFate.Store;
            Started("t1", "order", 100);
        }
        else
        {
            Started("t1", "order", 100);
            await writes.Reached;
            Coordinator("t1").Tell(Kill.Instance);
            PassUntil(() => View("t1").Status == TransactionStatus.Running && Volatile.Read(ref _inputs) == 2);   // there is room for one
            writes.Open();
        }

        PassUntil(() => View("t1").Status is not TransactionStatus.Running);

        Assert.Equal((TransactionStatus.Completed, 2), (View("t1").Status, _inputs));
        Assert.Equal(["debit", "write", "confirm"], Trace.Lines);
    }

    /// <summary>Something of it is known to stand.</summary>
    [Fact]
    public void Of_one_that_ended_failed_a_cancel_does_not_assume_that_it_did_nothing()
    {
        _hotelFails = true;
        Run(Transaction.Define<int>("order").Step("debit", (int _) => Do("debit")).Undo((int _) => Do("-debit"))
            .Child("trip", HalfUndone(), step => step.OnUnknownOutcome(UnknownOutcomePolicy.AssumeFailed)).Build());
        Started("t1", "order", 100);
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);

        Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));

        PassUntil(() => View("t1").Failure is not null);
        Assert.Equal((TransactionStatus.Suspended, StepStatus.Suspended), (View("t1").Status, TripOf(View("t1")).Status));
    }

    [Fact]
    public void An_undo_that_can_neither_find_nor_start_its_transaction_asks_an_operator()
    {
        Stored.OnWrite = (id, _) => id == "tale-t1:trip" ? WriteFate.Reject : WriteFate.Store;
        Run(Transaction.Define<int>("order")
            .Child("trip", Note(), _ => Interlocked.Increment(ref _inputs) == 1 ? "new" : null!, (amount, _) => amount,
                step => step.Timeout(TimeSpan.FromMinutes(1))).Build());
        Started("t1", "order", 100);

        PassUntil(() => View("t1").Status == TransactionStatus.Suspended);

        Assert.Contains(
            "The transaction 't1:trip' is not stored, and cannot be started", View("t1").SuspendedReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_has_completed_and_whose_log_cannot_be_read_any_more_asks_an_operator_of_its_parent()
    {
        var confirms = new Gate();
        Run(Transaction.Define<int>("order").Child("trip", Trip()).Step("confirm", async (int _) =>
        {
            await confirms.PassAsync();
            throw new InvalidOperationException("no");
        }).Build());
        Started("t1", "order", 100);
        await confirms.Reached;
        WaitUntilPassivated(Child);
        Stored.OnRead = stored =>
            stored is { PersistenceId: "tale-t1:trip", Payload: Event.StepSucceeded } ? "unreadable" : stored.Payload;

        confirms.Open();

        PassUntil(() => View("t1").Status == TransactionStatus.Suspended);
        Assert.Contains(
            $"The transaction '{Child}' has completed, and cannot be undone: While its log", View("t1").SuspendedReason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task F46_of_one_that_left_nothing_nothing_is_in_doubt_also_after_a_crash_of_its_parent()
    {
        (_waitsAtHotel, _hotelFails) = (true, true);
        Run(Order(step => step.OnUnknownOutcome(UnknownOutcomePolicy.Suspend)));
        Started("t1", "order", 100);
        await _atHotel.Reached;

        Coordinator("t1").Tell(Kill.Instance);
        _atHotel.Open();

        PassUntil(() => View("t1").Status is TransactionStatus.Compensated or TransactionStatus.Suspended);
        Assert.Equal((TransactionStatus.Compensated, StepStatus.Failed), (View("t1").Status, TripOf(View("t1")).Status));
    }

    [Fact]
    public async Task F04_a_crash_of_both_at_once_starts_no_second_one()
    {
        _waitsAtHotel = true;
        Run(Order());
        Started("t1", "order", 100);
        await _atHotel.Reached;

        Coordinator("t1").Tell(Kill.Instance);
        Coordinator(Child).Tell(Kill.Instance);
        _atHotel.Open();
        PassUntilStored("t1", nameof(Event.TransactionCompleted));

        Assert.Equal(["debit", "flight", "hotel", "confirm"], Trace.Lines.Distinct());
        Assert.Single(Stored.EventsOf(Child), nameof(Event.TransactionStarted));
    }

    [Fact]
    public void One_that_was_never_started_is_not_begun_in_order_to_be_undone()
    {
        Run(Order(input: amount => Interlocked.Increment(ref _inputs) <= 2 ? throw new StateSerializationException("not now") : amount));
        DiesOf<Event.StepEscalated>();
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended);

        Answer<CommandAccepted>(new OperatorCommand("t1", "cmd-1", OperatorAction.Compensate, "ada", "not today"));

        PassUntil(() => View("t1").Status == TransactionStatus.Compensated);
        Assert.Equal(["debit", "-debit"], Trace.Lines);
        Assert.Equal(TransactionStatus.Compensated, View(Child).Status);
    }

    [Fact]
    public void One_that_waits_for_a_time_goes_on_also_where_its_parent_fills_the_memory()
    {
        Run(Transaction.Define<int>("order").Child("trip", Transaction.Define<int>("slow")
            .Delay("pause", TimeSpan.FromMinutes(5)).Step("flight", (int _) => Do("flight")).Build()).Build());
        Started("t1", "order", 100);
        WaitUntilPassivated(Child);

        PassUntilStored("t1", nameof(Event.TransactionCompleted));
    }

    [Fact]
    public void The_log_of_one_that_waits_for_a_signal_is_not_read_again_and_again()
    {
        Run(Transaction.Define<int>("order").Child("trip", Transaction.Define<int>("asks").WaitFor("go").Build()).Build());
        Started("t1", "order", 100);
        WaitUntilPassivated(Child);
        var replays = Stored.Replays;

        for (var passed = 0; passed < 24; passed++)
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            WaitUntilPassivated(Child);
            View("t1");   // what the time brought has been worked off
        }

        Assert.InRange(Stored.Replays - replays, 0, 4);
        Answer<CommandAccepted>(new SignalTransaction(Child, "go", "s-1"));
        PassUntilStored("t1", nameof(Event.TransactionCompleted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_log_of_one_that_needs_an_operator_is_read_less_and_less_often(bool isCancelled)
    {
        Run(Transaction.Define<int>("order").Child("trip", Transaction.Define<int>("stuck")
            .Step("book", (int x) => x, step => step.RetryCompensation(RetryPolicy.Immediate(0))).Undo((int _) => throw new InvalidOperationException("no"))
            .Step("fly", (int x) => x < 0 ? x : throw new InvalidOperationException("full"), step => step.Retry(0)).Build()).Build());
        Started("t1", "order", 100);
        ViewWhen(Child, view => view.Status == TransactionStatus.Suspended);
        WaitUntilPassivated(Child);
        if (isCancelled)
            Answer<CommandAccepted>(new CancelTransaction("t1", "enough"));
        var replays = Stored.Replays;

        for (var passed = 0; passed < 48; passed++)
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            WaitUntilPassivated(Child);
            View("t1");   // what the time brought has been worked off
        }

        // Four minutes: every half of one, after the first.
        Assert.InRange(Stored.Replays - replays, 5, 16);
    }

    [Fact]
    public async Task F61_a_node_that_stops_does_not_wait_for_it_and_the_next_one_goes_on()
    {
        _waitsAtHotel = true;
        Run(Order());
        Started("t1", "order", 100);
        await _atHotel.Reached;

        Region.Tell(new Drain(TimeSpan.FromSeconds(5)), CreateTestProbe());

        WaitUntilPassivated("t1");
        Assert.Equal(nameof(Event.CoordinatorLeft), Stored.EventsOf("t1")[^1]);
        _atHotel.Open();
        WaitUntilStored(Child, nameof(Event.TransactionCompleted));
    }

    /// <summary>The parent is started, and dies while it stores an event of this kind; what it said is lost.</summary>
    private void DiesOf<TEvent>()
    {
        Stored.DisturbOnce(typeof(TEvent), WriteFate.Fail);
        Started("t1", "order", 100);
        WaitUntilPassivated("t1");
    }

    private TransactionDefinition<int, string> Order(Func<StepOptions, StepOptions>? configure = null, Func<int, int>? input = null) =>
        Transaction.Define<int>("order").Step("debit", (int _) => Do("debit")).Undo((int _) => Do("-debit"))
            .Child("trip", Trip(), input ?? (amount => amount), (amount, nights) => $"{amount} for {nights} nights", configure)
            .Step("confirm", (string text) => { Do("confirm"); return text; }).Build();

    private TransactionDefinition<int, int> Trip() => Transaction.Define<int>("trip")
        .Step("flight", (int _) => Do("flight")).Undo((int _) => Do("-flight"))
        .Step("hotel", async (int _, StepContext step) =>
        {
            Do("hotel");
            if (_waitsAtHotel)
                await _atHotel.PassAsync(step.CancellationToken);
            return _hotelFails ? throw new InvalidOperationException("no") : 7;
        }).Undo((int _) => Do("-hotel")).Build();

    /// <summary>Ends failed: its flight cannot be given back.</summary>
    private TransactionDefinition<int, int> HalfUndone() =>
        Transaction.Define<int>("half", 1, options => options.OnCompensationFailure(CompensationFailurePolicy.Continue))
            .Step("flight", (int _) => Do("flight"), step => step.RetryCompensation(RetryPolicy.None))
            .Undo((int _) => throw new InvalidOperationException("no"))
            .Step("hotel", (int n) => _hotelFails ? throw new InvalidOperationException("no") : n).Build();

    private static TransactionDefinition<string, string> Note() =>
        Transaction.Define<string>("note").Step("write", (string text) => text).Build();

    private static StepView TripOf(TransactionView view) => view.Steps.Single(step => step.Path == "trip");

    private void Do(string what) => Trace.Add(what);
}
