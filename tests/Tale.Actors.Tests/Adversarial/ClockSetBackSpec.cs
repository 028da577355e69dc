using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

public sealed class ClockSetBackSpec : LoneCoordinatorSpec
{
    [Fact]
    public void F39_a_clock_that_is_set_back_when_the_time_has_come_delays_a_retry_and_does_not_lose_it()
    {
        var (scheduler, tries) = (new PlayedScheduler(), 0);
        var policy = RetryPolicy.Exponential(3, TimeSpan.FromSeconds(30));
        var (_, coordinator) = Alone("t1", new NodeClock(scheduler), Transaction.Define<int>("t").Step("fails", FailsOnce, s => s.Retry(policy)).Build());
        var caller = CreateTestProbe();
        coordinator.Tell(new StartTransaction("t1", "t", 1), caller);
        caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
        AwaitAssert(() => Assert.Contains("StepAttemptFailed", Stored.EventsOf("t1")), TaleSystem.Patience);
        Ask(coordinator, caller);

        // The alarm has gone off; before the coordinator looks at the clock itself, that is set back a little.
        ((IInternalActorRef)coordinator).Suspend();
        scheduler.Now += TimeSpan.FromSeconds(31);
        scheduler.TakeTurn();
        scheduler.Now -= TimeSpan.FromSeconds(5);
        ((IInternalActorRef)coordinator).Resume();
        Ask(coordinator, caller);
        Assert.Equal(1, tries);
        scheduler.Now += TimeSpan.FromSeconds(6);
        scheduler.TakeTurn();

        caller.ExpectMsg<TransactionCompleted>(TaleSystem.Patience);

        int FailsOnce(int n) => Interlocked.Increment(ref tries) == 1 ? throw new InvalidOperationException("not yet") : n + 1;
    }

    [Fact]
    public void I17_a_wait_whose_last_minute_begins_between_two_looks_at_the_clock_has_an_alarm_or_is_left_to_the_index()
    {
        // More than a minute is left, and after the leap less is.
        var policy = RetryPolicy.Exponential(3, TimeSpan.FromSeconds(61));
        for (var look = 1; look <= 12; look++)
        {
            var (id, tries) = ($"t{look}", 0);
            var scheduler = new PlayedScheduler { Leap = TimeSpan.FromSeconds(2) };
            var gate = new ManualResetEventSlim();
            var definition = Transaction.Define<int>("t").Step("fails", FailsOnce, s => s.Retry(policy)).Build();
            Volatile.Write(ref MayLeave.Value, false);
            var (_, coordinator) = Alone(id, new NodeClock(scheduler), definition);
            var caller = CreateTestProbe();
            coordinator.Tell(new StartTransaction(id, "t", 1), caller);
            caller.ExpectMsg<TransactionAccepted>(TaleSystem.Patience);
            var end = CreateTestProbe();
            end.Watch(coordinator);
            Volatile.Write(ref MayLeave.Value, true);
            scheduler.LeapsAt = look;
            gate.Set();
            AwaitAssert(() => Assert.Contains("StepAttemptFailed", Stored.EventsOf(id)), TaleSystem.Patience);

            // Either it has left, or it goes on by itself.
            AwaitAssert(
                () =>
                {
                    scheduler.Now += TimeSpan.FromSeconds(30);
                    scheduler.TakeTurn();
                    Assert.True(
                        end.HasMessages || Stored.EventsOf(id)[^1] == "TransactionCompleted",
                        $"With the leap at look {look} it stays in memory, and nothing wakes it.");
                },
                TaleSystem.Patience);

            int FailsOnce(int n)
            {
                gate.Wait(TaleSystem.Patience);
                return Interlocked.Increment(ref tries) == 1 ? throw new InvalidOperationException("not yet") : n + 1;
            }
        }
    }

    private static void Ask(IActorRef coordinator, Akka.TestKit.TestProbe caller)
    {
        coordinator.Tell(new GetTransaction("t1"), caller);
        caller.ExpectMsg<TransactionView>(TaleSystem.Patience);
    }
}
