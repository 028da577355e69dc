using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>Akka's scheduler on a node whose clock shows another time. It runs as fast as any.</summary>
public sealed class SetClock(Config config, ILoggingAdapter log) : SchedulerBase(config, log), IDisposable
{
    private readonly HashedWheelTimerScheduler _wheel = new(config, log);
    private readonly TimeSpan _ahead = config.GetTimeSpan("akka.scheduler.ahead", TimeSpan.Zero, false) - TimeSpan.FromHours(12);

    private IScheduler Inner => _wheel;

    public override TimeSpan MonotonicClock => _wheel.MonotonicClock;

    public override TimeSpan HighResMonotonicClock => _wheel.HighResMonotonicClock;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow + _ahead;

    /// <summary>A node whose clock is this much ahead of that of a node which is twelve hours behind.</summary>
    public static string Ahead(int hours) => $$"""
        akka.scheduler.implementation = "{{typeof(SetClock).AssemblyQualifiedName}}"
        akka.scheduler.ahead = {{hours}}h
        """;

    public void Dispose() => _wheel.Dispose();

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Inner.ScheduleTellOnce(delay, receiver, message, sender, cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Inner.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Inner.Advanced.ScheduleOnce(delay, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Inner.Advanced.ScheduleOnce(delay, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Inner.Advanced.ScheduleRepeatedly(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Inner.Advanced.ScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);
}
