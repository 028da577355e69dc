using Akka.Actor;
using Akka.TestKit;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

public sealed class NodeClockTests() : ActorSpec(VirtualTime)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Alarms_go_off_in_the_order_of_their_times_and_of_their_setting()
    {
        var clock = new NodeClock(Sys.Scheduler);
        var start = clock.Now;
        foreach (var (after, name) in new[] { (3, "c"), (1, "a1"), (2, "b"), (1, "a2") })
            clock.Set(start + (after * Second), TestActor, name);

        Time.Advance(3 * Second);

        foreach (var name in new[] { "a1", "a2", "b", "c" })
            ExpectMsg(name, TaleSystem.Patience);
    }

    [Fact]
    public void No_alarm_goes_off_early_and_one_that_was_cancelled_does_not_at_all()
    {
        var clock = new NodeClock(Sys.Scheduler);
        clock.Set(clock.Now + (2 * Second), TestActor, "late");
        var cancelled = clock.Set(clock.Now + Second, TestActor, "never");
        clock.Cancel(cancelled);
        clock.Cancel(cancelled);
        clock.Cancel(null);

        Time.Advance(2 * Second - TimeSpan.FromMilliseconds(1));
        ExpectNoMsg(TimeSpan.FromMilliseconds(30));
        Time.Advance(TimeSpan.FromMilliseconds(1));

        ExpectMsg("late", TaleSystem.Patience);
    }

    [Fact]
    public void A_past_time_goes_off_at_the_next_turn_and_thousands_do()
    {
        var clock = new NodeClock(Sys.Scheduler);
        for (var i = 0; i < 10_000; i++)
            clock.Set(clock.Now - (i * Second), TestActor, i);

        Time.Advance(TimeSpan.FromMilliseconds(1));

        var told = ReceiveN(10_000, TaleSystem.Patience).Cast<int>().ToList();
        Assert.Equal(10_000, told.Distinct().Count());
    }

    [Fact]
    public void A_turn_that_the_scheduler_loses_does_not_stop_the_clock_for_ever()
    {
        var clock = new NodeClock(Sys.Scheduler);
        Time.LoseNext();
        clock.Set(clock.Now + Second, TestActor, "lost");
        Time.Advance(10 * Second);

        clock.Set(clock.Now + Second, TestActor, "next");
        Time.Advance(Second);

        ExpectMsg("lost", TaleSystem.Patience);
        ExpectMsg("next", TaleSystem.Patience);
    }
}
