using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Tale.Actors.Tests.Support;

/// <summary>Every test whose time is virtual stands on this scheduler: what it loses, nobody misses but the transaction that stalls.</summary>
public sealed class VirtualSchedulerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualScheduler _time = new(ConfigurationFactory.Empty, NoLogger.Instance);

    private IActionScheduler Actions => ((IScheduler)_time).Advanced;

    [Fact]
    public async Task Nothing_is_lost_that_is_asked_for_while_time_is_set_forward()
    {
        const int Asked = 20_000;
        var ran = 0;
        // So many, and no more: where the one who sets time forward gets few turns, what waits would fill the memory.
        var askers = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Asked; i++)
                Actions.ScheduleOnce(Second, () => Interlocked.Increment(ref ran));
        })));
        while (!askers.IsCompleted)
            _time.Advance(TimeSpan.FromMinutes(1));
        await askers;

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2 * Asked, ran);
    }

    [Fact]
    public void What_is_due_runs_in_the_order_of_its_times_and_what_is_not_due_or_cancelled_does_not()
    {
        List<string> ran = [];
        using var cancelled = new Cancelable(Actions);
        Actions.ScheduleOnce(2 * Second, () => ran.Add("second"));
        Actions.ScheduleOnce(Second, () => ran.Add("first"));
        Actions.ScheduleOnce(3 * Second, () => ran.Add("third"));
        Actions.ScheduleOnce(Second, () => ran.Add("cancelled"), cancelled);
        Actions.ScheduleRepeatedly(2 * Second, Second, () => ran.Add("again"));
        cancelled.Cancel();

        _time.Advance(2 * Second);
        Assert.Equal(["first", "second", "again"], ran);
        _time.Advance(Second);
        Assert.Equal(["first", "second", "again", "third", "again"], ran);
    }
}
