using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F61: a node that stops, in virtual time: what has to happen before its grace period is over happens without it.</summary>
public sealed class StoppingNodeSpec() : ActorSpec(VirtualTime + LongGrace)
{
    private const string LongGrace = """
        tale.steps.stop-grace = 1h
        akka.coordinated-shutdown.phases.before-service-unbind.timeout = 2h
        # A write that is held up is not given up.
        test-journal.circuit-breaker.call-timeout = 60s
        """;

    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(300);

    private readonly Gate _gate = new();
    private readonly Trace _trace = new();

    [Fact]
    public async Task F61_a_drain_waits_until_what_a_step_did_is_stored()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        var journal = new Gate();
        Stored.BeforeWrite = events => events.OfType<Event.StepSucceeded>().Any() ? journal.PassAsync() : Task.CompletedTask;
        var grace = TimeSpan.FromSeconds(4);
        var draining = CreateTestProbe();
        Region.Tell(new Drain(grace), draining);
        _gate.Open();
        await journal.Reached;

        // The grace period is one of steps, and no limit to what is being stored.
        Settle();
        Time.Advance(grace);
        Settle();
        Time.Advance(Departure.LastMoment);
        draining.ExpectNoMsg(AWhile);
        journal.Open();

        draining.ExpectMsg<Drained>(TaleSystem.Patience);
        Assert.Equal("TransactionCompleted", Stored.EventsOf("t1")[^1]);
    }

    [Fact]
    public async Task F61_who_waits_for_an_outcome_is_told_at_once_while_steps_run_on()
    {
        var later = RetryPolicy.Exponential(1, TimeSpan.FromHours(9), TimeSpan.FromHours(9));
        Run(Waiting(), Transaction.Define<int>("sleeps").Step("one", Counting.Failing("not yet"), s => s.Retry(later)).Build());
        var running = Client.RunAsync((TransactionDefinition<int, int>)Waiting(), 1, new StartOptions { TransactionId = "t1" });
        await _gate.Reached;
        var watching = Client.WatchAsync("t1");
        var (watcher, sleeper) = (CreateTestProbe(), CreateTestProbe());
        Region.Tell(new WatchTransaction("t1"), watcher);
        Started("t2", "sleeps", 1);
        await Until.IsTrueAsync(() => Stored.EventsOf("t2").Contains("StepAttemptFailed"));
        Region.Tell(new WatchTransaction("t2"), sleeper);
        View("t1");

        var stop = StopAsync();

        Assert.Equal(RejectionReason.Stopping, (await RejectionOf(running)).Reason);
        Assert.Equal(RejectionReason.Stopping, (await RejectionOf(watching)).Reason);
        Assert.Equal(RejectionReason.Stopping, watcher.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        Assert.Equal(RejectionReason.Stopping, sleeper.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        Assert.False(stop.IsCompleted, "A step runs, and its node does not wait for it.");
        _gate.Open();
        await stop.WaitAsync(TaleSystem.Patience);
    }

    [Fact]
    public async Task F61_who_begins_to_wait_on_a_node_that_stops_is_told_at_once()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        var stop = StopAsync();
        await RejectionOf(Client.StartAsync("t", 1));

        Assert.Equal(RejectionReason.Stopping, (await RejectionOf(Client.WatchAsync("t1"))).Reason);
        Assert.Equal(
            RejectionReason.Stopping,
            (await RejectionOf(Client.RunAsync(Waiting(), 1, new StartOptions { TransactionId = "t1" }))).Reason);
        Assert.Equal(TransactionStatus.Running, (await Client.GetAsync("t1").WaitAsync(TaleSystem.Patience))?.Status);

        _gate.Open();
        await stop.WaitAsync(TaleSystem.Patience);
    }

    [Fact]
    public async Task F61_a_start_that_the_journal_does_not_confirm_is_answered_when_the_node_stops()
    {
        var journal = new Gate();
        Run(Waiting());
        Stored.BeforeWrite = _ => journal.PassAsync();
        var starting = Client.StartAsync("t", 1);
        await journal.Reached;

        var stop = StopAsync();

        var rejection = await RejectionOf(starting);
        Assert.Equal(RejectionReason.Stopping, rejection.Reason);
        Assert.Contains("same id", rejection.Message, StringComparison.Ordinal);
        journal.Open();
        _gate.Open();
        await stop.WaitAsync(TaleSystem.Patience);
    }

    [Fact]
    public async Task F61_questions_that_keep_coming_do_not_hold_up_a_stop()
    {
        Run(Waiting());
        Started("t1", "t", 1);
        await _gate.Reached;
        using var over = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
                await Record.ExceptionAsync(() => Client.GetAsync($"x{i % 100}").WaitAsync(TaleSystem.Patience));
        });
        var draining = CreateTestProbe();
        Region.Tell(new Drain(Grace), draining);
        _gate.Open();

        draining.ExpectMsg<Drained>(TaleSystem.Patience);
        await over.CancelAsync();
        await asking;
    }

    [Fact]
    public async Task F61_at_the_end_of_the_grace_period_tokens_are_cancelled_and_a_success_still_counts()
    {
        Run(Transaction.Define<int>("t").Step("one", CutShort).Step("two", n => n + 1).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        var draining = CreateTestProbe();
        Region.Tell(new Drain(Grace), draining);
        Settle();
        Assert.Empty(_trace.Lines);

        Time.Advance(Grace);

        // Without the last moment, which only passes for steps that do not listen.
        draining.ExpectMsg<Drained>(TaleSystem.Patience);
        Assert.Equal(["cancelled"], _trace.Lines);
        Assert.Equal(["TransactionStarted", "StepSucceeded", "CoordinatorLeft"], Stored.EventsOf("t1"));

        async Task<int> CutShort(int n, StepContext step)
        {
            await Record.ExceptionAsync(() => _gate.PassAsync(step.CancellationToken));
            _trace.Add("cancelled");
            return n;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F32_a_step_that_fails_because_its_token_was_cancelled_by_the_stop_is_left_to_the_next_start(bool isWrapped)
    {
        Run(Transaction.Define<int>("t").Step("one", CutShort, s => s.Retry(3)).Undo(_ => _trace.Add("undone")).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        var draining = CreateTestProbe();
        Region.Tell(new Drain(Grace), draining);
        Settle();

        Time.Advance(Grace);

        draining.ExpectMsg<Drained>(TaleSystem.Patience);
        Assert.Equal(["TransactionStarted", "CoordinatorLeft"], Stored.EventsOf("t1"));
        Assert.Empty(((Event.CoordinatorLeft)Stored.LogOf("t1")[^1]).NotBegun);

        async Task<int> CutShort(int n, StepContext step)
        {
            try
            {
                await _gate.PassAsync(step.CancellationToken);
                return n;
            }
            catch (OperationCanceledException) when (isWrapped)
            {
                throw new InvalidOperationException("booked out");
            }
        }
    }

    [Fact]
    public async Task F32_a_step_that_runs_another_transaction_here_is_not_undone_because_the_node_stops()
    {
        Run(Waiting(), Transaction.Define<int>("outer").Step("run", RunInner).Undo(_ => _trace.Add("undone")).Build());
        Started("t1", "outer", 1);
        await _gate.Reached;

        var stop = StopAsync();
        await Until.IsTrueAsync(() => _trace.Lines.Count > 0);
        _gate.Open();
        await stop.WaitAsync(TaleSystem.Patience);

        Assert.Equal([nameof(TransactionRejectedException)], _trace.Lines);
        Assert.Equal(["TransactionStarted", "CoordinatorLeft"], Stored.EventsOf("t1"));
        Assert.Equal("TransactionCompleted", Stored.EventsOf("inner")[^1]);

        async Task<int> RunInner(int n, StepContext step)
        {
            try
            {
                return (await Client.RunAsync(Waiting(), n, new StartOptions { TransactionId = "inner" })).Result;
            }
            catch (Exception e)
            {
                _trace.Add(e.GetType().Name);
                throw;
            }
        }
    }

    /// <summary>The stop as a process goes through it; it is over when every coordinator has left.</summary>
    private Task StopAsync() => CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);

    /// <summary>What was sent to the region before has been dealt with.</summary>
    private void Settle()
    {
        var asking = CreateTestProbe();
        Region.Tell(new GetTransaction("nobody"), asking);
        asking.ExpectMsg<TransactionNotFound>(TaleSystem.Patience);
    }

    private static async Task<TransactionRejected> RejectionOf(Task call) =>
        (await Assert.ThrowsAsync<TransactionRejectedException>(() => call.WaitAsync(TaleSystem.Patience))).Rejection;

    private TransactionDefinition<int, int> Waiting() => Transaction.Define<int>("t")
        .Step("one", async n => { await _gate.PassAsync(); return n + 1; }).Build();
}
