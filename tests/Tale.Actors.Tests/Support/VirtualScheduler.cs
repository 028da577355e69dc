using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Tale.Actors.Tests.Support;

/// <summary>
/// A scheduler whose time passes when a test says so. Unlike <c>Akka.TestKit.TestScheduler</c>, which drops what another thread asks for
/// while it is set forward, it keeps everything.
/// </summary>
/// <param name="config">Of the system's scheduler.</param>
/// <param name="log">Of the system.</param>
public sealed class VirtualScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    /// <summary>The setting that has an actor system use it.</summary>
    public const string Hocon = "akka.scheduler.implementation = \"Tale.Actors.Tests.Support.VirtualScheduler, Tale.Actors.Tests\"\n";

    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private TimeSpan _passed;
    private readonly object _lock = new();
    private readonly PriorityQueue<Work, (DateTimeOffset At, long Number)> _work = new();
    private long _lastNumber;
    private readonly HashSet<int> _askers = [];
    private bool _losesNext;

    public override TimeSpan MonotonicClock => TimeNow - _start;

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    public DateTimeOffset Now => TimeNow;

    protected override DateTimeOffset TimeNow
    {
        get
        {
            lock (_lock)
            {
                return _start + _passed;
            }
        }
    }

    /// <summary>Whether this thread has asked it for something.</summary>
    public bool WasAskedHere
    {
        get
        {
            lock (_lock)
            {
                return _askers.Contains(Environment.CurrentManagedThreadId);
            }
        }
    }

    /// <summary>How much waits for its time.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _work.UnorderedItems.Count(item => item.Element.Cancelable?.IsCancellationRequested != true);
            }
        }
    }

    /// <summary>It is so much later, and all that is due by then is run, in the order of its times.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_lock)
        {
            _passed += time;
        }
        while (TryTakeDue(out var due))
            due.Run();
    }

    /// <summary>What is asked for next is lost.</summary>
    public void LoseNext() => _losesNext = true;

    public void AdvanceTo(DateTimeOffset time) => Advance(time - Now);

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable) =>
        Add(delay, null, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Add(delay, null, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan? interval, Action run, ICancelable? cancelable)
    {
        lock (_lock)
        {
            _askers.Add(Environment.CurrentManagedThreadId);
            if (!_losesNext)
                _work.Enqueue(new Work(interval, run, cancelable), (TimeNow + delay, ++_lastNumber));
            _losesNext = false;
        }
    }

    private bool TryTakeDue(out Work due)
    {
        lock (_lock)
        {
            while (_work.TryPeek(out due, out var when) && when.At <= TimeNow)
            {
                _work.Dequeue();
                if (due.Cancelable?.IsCancellationRequested == true)
                    continue;
                if (due.Interval is { } interval)
                    _work.Enqueue(due, (TimeNow + interval, ++_lastNumber));
                return true;
            }
        }
        due = default;
        return false;
    }

    private readonly record struct Work(TimeSpan? Interval, Action Run, ICancelable? Cancelable);
}
