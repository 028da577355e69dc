using Akka.Actor;
using Akka.Dispatch;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A scheduler whose time a test sets, back too, and whose turns it takes.</summary>
internal sealed class PlayedScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Queue<Action> _scheduled = new();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _looks;

    public DateTimeOffset Now
    {
        get => _now += Interlocked.Increment(ref _looks) == LeapsAt ? Leap : TimeSpan.Zero;
        set => _now = value;
    }

    /// <summary>At which look at the clock, counted from when this is set, time leaps; 0: at none.</summary>
    public int LeapsAt
    {
        get;
        set
        {
            _looks = 0;
            field = value;
        }
    }

    public TimeSpan Leap { get; init; }

    public TimeSpan MonotonicClock => TimeSpan.Zero;

    public TimeSpan HighResMonotonicClock => TimeSpan.Zero;

    public IAdvancedScheduler Advanced => this;

    /// <summary>Everything that was scheduled until now, whatever its time.</summary>
    public void TakeTurn()
    {
        List<Action> turn;
        lock (_scheduled)
        {
            turn = [.. _scheduled];
            _scheduled.Clear();
        }
        turn.ForEach(action => action());
    }

    public void ScheduleOnce(TimeSpan delay, Action action)
    {
        lock (_scheduled)
            _scheduled.Enqueue(action);
    }

    public void ScheduleOnce(TimeSpan delay, IRunnable action) => throw new NotSupportedException();

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => throw new NotSupportedException();

    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => throw new NotSupportedException();

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => throw new NotSupportedException();

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) => throw new NotSupportedException();

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        throw new NotSupportedException();

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        throw new NotSupportedException();

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) => throw new NotSupportedException();

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        throw new NotSupportedException();

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        throw new NotSupportedException();

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) => throw new NotSupportedException();
}
