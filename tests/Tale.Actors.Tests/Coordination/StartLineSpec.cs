using Akka.Actor;
using Akka.TestKit;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Settings;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>One start at a time is begun and not yet stored; the others wait for their turn.</summary>
public sealed class StartLineSpec() : VirtualTimeSpec("tale.region { max-starting = 1, max-start-wait = 5s, max-active = 5 }")
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(6);
    private readonly Gate _journal = new();
    private readonly Gate _step = new();

    [Fact]
    public void One_waits_until_the_one_before_is_stored_and_what_comes_for_it_waits_with_it()
    {
        RunHeld();
        var (first, second, view, outcome) = (Start("t1"), Start("t2"), CreateTestProbe(), CreateTestProbe());
        Region.Tell(new GetTransaction("t2"), view);
        Region.Tell(new WatchTransaction("t2"), outcome);
        UntilRead();
        Assert.Equal(["t1"], InMemory("t1", "t2"));

        _journal.Open();

        first.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        second.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        view.ExpectMsg<TransactionView>(TaleSystem.Patience);
        outcome.ExpectMsg(new TransactionCompleted("t2", 2), TaleSystem.Patience);
        second.ExpectMsg(new TransactionCompleted("t2", 2), TaleSystem.Patience);
    }

    [Fact]
    public void Steps_hold_up_no_start()
    {
        Run(Transaction.Define<int>("t").Step("one", async n => { await _step.PassAsync(); return n + 1; }).Build());

        var all = Enumerable.Range(1, 5).Select(number => Started($"t{number}", "t", 1)).ToList();

        _step.Open();
        Assert.All(all, caller => caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience));
    }

    [Fact]
    public async Task When_the_first_in_line_has_waited_for_too_long_starts_are_refused_at_once_and_those_in_line_are_not_forgotten()
    {
        RunHeld();
        var (first, second, third) = (Start("t1"), Start("t2"), CreateTestProbe());
        UntilRead();
        Time.Advance(TooLong);

        Region.Tell(new StartTransaction("t3", "t", 1), third);
        var again = Start("t2");

        var refusal = third.ExpectMsg<TransactionRejected>(TaleSystem.Patience);
        Assert.Equal(RejectionReason.Overloaded, refusal.Reason);
        Assert.Contains("tale.region.max-start-wait", refusal.Message, StringComparison.Ordinal);
        var thrown = await Assert.ThrowsAsync<TransactionRejectedException>(() => Client.StartAsync("t", 1).WaitAsync(TaleSystem.Patience));
        Assert.Equal(RejectionReason.Overloaded, thrown.Reason);
        _journal.Open();
        foreach (var caller in new[] { first, second, again })
            caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        AwaitAssert(
            () =>
            {
                Region.Tell(new StartTransaction("t3", "t", 1), third);
                third.ExpectMsg<TransactionAccepted>(TimeSpan.FromSeconds(3));
            },
            TaleSystem.Patience);
    }

    [Fact]
    public void Those_that_wait_count_as_the_nodes()
    {
        RunHeld();
        for (var number = 1; number <= 5; number++)
            Start($"t{number}");

        var refusal = Start("t6").ExpectMsg<TransactionRejected>(TaleSystem.Patience);

        Assert.Contains("tale.region.max-active", refusal.Message, StringComparison.Ordinal);
        _journal.Open();
    }

    [Fact]
    public void A_stop_tells_those_that_wait()
    {
        RunHeld();
        var (first, second, draining) = (Start("t1"), Start("t2"), CreateTestProbe());
        UntilRead();

        Region.Tell(new Drain(TimeSpan.FromMinutes(1)), draining);

        Assert.Equal(RejectionReason.Stopping, second.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        _journal.Open();
        first.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        draining.ExpectMsg<Drained>(TaleSystem.Patience);
        Assert.Empty(Stored.EventsOf("t2"));
    }

    [Fact]
    public void A_child_waits_for_nobody()
    {
        Hold("held");
        var inner = Transaction.Define<int>("inner").Step("one", n => n + 1).Build();
        Run(
            Transaction.Define<int>("held").Step("one", n => n).Build(),
            inner,
            Transaction.Define<int>("outer").Step("first", async n => { await _step.PassAsync(); return n; })
                .Child("inner", inner, n => n, (_, n) => n).Build());
        var outer = Started("t1", "outer", 1);
        Region.Tell(new StartTransaction("t2", "held", 1), CreateTestProbe());
        UntilRead();

        _step.Open();

        outer.ExpectMsg(new TransactionCompleted("t1", 2), TaleSystem.Patience);
        _journal.Open();
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    [InlineData(WriteFate.Reject)]
    [InlineData(WriteFate.StoreAndHang)]
    public void A_place_comes_back_when_a_start_is_not_stored(object fate)
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Stored.DisturbOnce(typeof(Event.TransactionStarted), (WriteFate)fate);
        var lost = Start("t1");
        if ((WriteFate)fate == WriteFate.StoreAndHang)
        {
            AwaitAssert(() => Assert.NotEmpty(Stored.EventsOf("t1")), TaleSystem.Patience);
            AwaitAssert(() => { Time.Advance(TimeSpan.FromSeconds(31)); lost.ExpectMsg<TransactionRejected>(TimeSpan.FromMilliseconds(100)); }, TaleSystem.Patience);
        }

        Started("t2", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
    }

    [Fact]
    public void A_place_comes_back_from_a_start_that_stores_nothing()
    {
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
        for (var round = 0; round < 5; round++)
        {
            AwaitAssert(() => Assert.Empty(InMemory("t1")), TaleSystem.Patience);
            Start("t1").ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
            Region.Tell(new StartTransaction($"u{round}", "unknown", 1), TestActor);
            ExpectMsg<TransactionRejected>(TaleSystem.Patience);
            Region.Tell(new StartTransaction($"u{round}", "t", "no number"), TestActor);
            ExpectMsg<TransactionRejected>(TaleSystem.Patience);
        }

        Started("t2", "t", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);
    }

    [Fact]
    public void A_region_that_ends_gives_back_what_it_has_and_what_it_was_just_given()
    {
        var line = Line();
        var (one, other, last) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var (first, second, third) = (new StartQueue(one), new StartQueue(other), new StartQueue(last));
        Assert.True(first.TryBegin(new StartTransaction("a", "t", 1), TestActor, line));
        Assert.False(first.TryBegin(new StartTransaction("b", "t", 1), TestActor, line));
        Assert.False(second.TryBegin(new StartTransaction("c", "t", 1), TestActor, line));
        Assert.False(third.TryBegin(new StartTransaction("d", "t", 1), TestActor, line));

        first.GiveAllBack();
        Assert.Equal("c", other.ExpectMsg<StartTurn>(TaleSystem.Patience).TransactionId);
        second.GiveAllBack();

        Assert.Equal("d", last.ExpectMsg<StartTurn>(TaleSystem.Patience).TransactionId);
        Assert.Single(third.Take("d"));
        third.GiveBack("d");
        third.GiveBack("d");
        Assert.True(third.TryBegin(new StartTransaction("e", "t", 1), TestActor, line));
        Assert.False(third.TryBegin(new StartTransaction("f", "t", 1), TestActor, line));
    }

    [Fact]
    public void Who_would_wait_for_too_long_is_refused_before_the_first_has()
    {
        var line = Line("tale.region.max-starting = 2");
        var queue = TwelveStarts(line);
        for (var number = 0; number < 3; number++)
        {
            Assert.Null(line.Refusal);
            Time.Advance(TimeSpan.FromSeconds(1));
            queue.GiveBack($"{number}");
        }

        // One a second: seven are left.
        Assert.Contains("Starts wait for 7.0 s", line.Refusal, StringComparison.Ordinal);
        queue.GiveBack("3");
        queue.GiveBack("4");
        queue.GiveBack("5");
        Assert.Null(line.Refusal);
    }

    [Fact]
    public void That_the_database_was_away_is_forgotten_once_it_is_back()
    {
        var line = Line("tale.region { max-starting = 2, max-start-wait = 60s }");
        var queue = TwelveStarts(line);
        queue.GiveBack("0");
        Time.Advance(TimeSpan.FromSeconds(40));
        queue.GiveBack("1");
        queue.GiveBack("2");
        // Two in 40 s, and seven wait.
        Assert.Contains("Starts wait for 140.0 s", line.Refusal, StringComparison.Ordinal);

        queue.GiveBack("3");
        queue.GiveBack("4");

        Assert.Null(line.Refusal);
    }

    [Fact]
    public void Large_states_that_wait_are_bounded()
    {
        var line = Line("tale.region.max-waiting-bytes = 1500");
        var queue = new StartQueue(CreateTestProbe());
        var state = new Payload("bytes", new byte[1_000]);
        for (var number = 0; number < 2; number++)
            queue.TryBegin(new StartTransaction($"{number}", "t", state), TestActor, line);
        Assert.Null(line.Refusal);

        queue.TryBegin(new StartTransaction("3", "t", state), TestActor, line);

        Assert.Contains("tale.region.max-waiting-bytes", line.Refusal, StringComparison.Ordinal);
        Assert.Single(queue.Take("1"));
        Assert.Null(line.Refusal);
    }

    [Fact]
    public void A_wake_does_not_wait()
    {
        RunHeld();
        var (_, second) = (Start("t1"), Start("t2"));
        UntilRead();

        Region.Tell(new WakeTransaction("t2"));
        UntilRead();

        Assert.Equal(["t1", "t2"], InMemory("t1", "t2"));
        _journal.Open();
        second.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        Started("t3", "t", 1);
    }

    [Fact]
    public void Nothing_that_waits_is_lost_when_the_region_is_restarted()
    {
        RunHeld();
        var (_, second) = (Start("t1"), Start("t2"));
        UntilRead();

        // It throws on what nobody sends.
        Region.Tell(new HandedOver(null!, new GetTransaction("t2"), TestActor));
        _journal.Open();

        second.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
    }

    [Fact]
    public void Who_does_not_watch_any_more_is_not_told()
    {
        RunHeld();
        var (first, _, watcher) = (Start("t1"), Start("t2"), CreateTestProbe());
        Region.Tell(new WatchTransaction("t2"), watcher);
        Region.Tell(new UnwatchTransaction("t2"), watcher);
        UntilRead();
        _journal.Open();

        first.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Equal(TransactionStatus.Completed, View("t2").Status), TaleSystem.Patience);
        watcher.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_turn_of_what_has_been_let_go_meanwhile_is_the_next_ones()
    {
        var line = Line();
        var (one, other) = (CreateTestProbe(), CreateTestProbe());
        var (first, second) = (new StartQueue(one), new StartQueue(other));
        Assert.True(first.TryBegin(new StartTransaction("a", "t", 1), TestActor, line));
        Assert.False(first.TryBegin(new StartTransaction("b", "t", 1), TestActor, line));
        Assert.False(second.TryBegin(new StartTransaction("c", "t", 1), TestActor, line));
        first.GiveBack("a");
        one.ExpectMsg<StartTurn>(TaleSystem.Patience);

        Assert.Single(first.Close());
        Assert.Null(first.Next("b"));

        Assert.Equal("c", other.ExpectMsg<StartTurn>(TaleSystem.Patience).TransactionId);
    }

    [Fact]
    public void Each_database_has_a_line_of_its_own()
    {
        var admission = new Admission(Settings(), new TwoLeases(), journal: null, new NodeClock(Sys.Scheduler));

        Assert.Same(admission.LineOf("a1"), admission.LineOf("a2"));
        Assert.NotSame(admission.LineOf("a1"), admission.LineOf("b1"));
    }

    private void RunHeld()
    {
        Hold("t");
        Run(Transaction.Define<int>("t").Step("one", n => n + 1).Build());
    }

    private void Hold(string definition) => Stored.BeforeWrite = events =>
        events.OfType<Event.TransactionStarted>().Any(started => started.Definition == definition) ? _journal.PassAsync() : Task.CompletedTask;

    private TestProbe Start(string id)
    {
        var caller = CreateTestProbe();
        Region.Tell(new StartTransaction(id, "t", 1), caller);
        return caller;
    }

    /// <summary>The region has read all that was sent to it.</summary>
    private void UntilRead()
    {
        Region.Tell(new GetTransaction("nobody"), TestActor);
        ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
    }

    private IEnumerable<string> InMemory(params string[] ids) => ids.Where(id =>
    {
        Sys.ActorSelection(Region.Path / id).Tell(new Identify(id), TestActor);
        return ExpectMsg<ActorIdentity>(TaleSystem.Patience).Subject is not null;
    });

    private TaleSettings Settings() => new(Sys.Settings.Config);

    private StartLine Line(string hocon = "") => new(
        new TaleSettings(Akka.Configuration.ConfigurationFactory.ParseString(hocon).WithFallback(Sys.Settings.Config)), new NodeClock(Sys.Scheduler), most: 1_000);

    private StartQueue TwelveStarts(StartLine line)
    {
        var queue = new StartQueue(CreateTestProbe());
        for (var number = 0; number < 12; number++)
            queue.TryBegin(new StartTransaction($"{number}", "t", 1), TestActor, line);
        return queue;
    }
}
