using Akka.Actor;

namespace Tale.Actors.Coordination.Time;

/// <summary>
/// The one clock of a node: deadlines of writes, waits of up to a minute, resends to participants.
/// They stand in one ordered structure, and the scheduler is asked for the first of them only: it keeps a timer, and the actor it is for,
/// for seconds after it was cancelled, and there would be one for every step.
/// </summary>
internal sealed class NodeClock(IScheduler scheduler)
{
    /// <summary>So that a clock that is set forward is noticed, and no delay is too long for the scheduler.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    /// <summary>After that a turn is not late but lost, as those are that Akka's TestScheduler is asked for while it is set forward.</summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(5);

    private readonly object _lock = new();
    private readonly SortedSet<Alarm> _alarms = new(Alarm.ByTime);
    private DateTimeOffset? _scheduledFor;
    private long _lastTurn;
    private long _lastNumber;

    public DateTimeOffset Now => scheduler.Now.ToUniversalTime();

    /// <summary>Never set forward or back.</summary>
    public TimeSpan Uptime => scheduler.MonotonicClock;

    /// <summary>
    /// Has the scheduler at work before anything needs it. Akka's begins with the first that is asked of it, on the thread pool, and whoever
    /// asks meanwhile blocks: coordinators that recover by the hundred in a young system would hold every thread there is, for minutes.
    /// </summary>
    public void Start() => scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => { });

    /// <summary>Has the message told at that time, and not before.</summary>
    public Alarm Set(DateTimeOffset at, IActorRef to, object message)
    {
        lock (_lock)
        {
            var alarm = new Alarm(at, ++_lastNumber, to, message);
            _alarms.Add(alarm);
            Schedule(at);
            return alarm;
        }
    }

    /// <summary>The message is not told any more, unless it is on its way.</summary>
    public void Cancel(Alarm? alarm)
    {
        if (alarm is null)
            return;
        lock (_lock)
        {
            _alarms.Remove(alarm);
        }
    }

    /// <summary>
    /// A turn that was asked for before, and is late now, stays with the scheduler; its number says that it is not wanted any more.
    /// </summary>
    private void Schedule(DateTimeOffset at)
    {
        var now = Now;
        var isLost = now - _scheduledFor >= Lost;
        if (isLost)
            at = _alarms.Min!.At;
        var turnAt = at < now + LongestSleep ? at : now + LongestSleep;
        if (!isLost && _scheduledFor <= turnAt)
            return;
        _scheduledFor = turnAt;
        var turn = ++_lastTurn;
        scheduler.Advanced.ScheduleOnce(turnAt > now ? turnAt - now : TimeSpan.Zero, () => Turn(turn));
    }

    private void Turn(long turn)
    {
        List<Alarm> due = [];
        lock (_lock)
        {
            if (turn != _lastTurn)
                return;
            var now = Now;
            while (_alarms.Min is { } first && first.At <= now)
            {
                _alarms.Remove(first);
                due.Add(first);
            }
            _scheduledFor = null;
            if (_alarms.Min is { } next)
                Schedule(next.At);
        }
        foreach (var alarm in due)
            alarm.To.Tell(alarm.Message, ActorRefs.NoSender);
    }

    internal sealed class Alarm(DateTimeOffset at, long number, IActorRef to, object message)
    {
        public static readonly IComparer<Alarm> ByTime = Comparer<Alarm>.Create(
            (one, other) => one.At != other.At ? one.At.CompareTo(other.At) : one.Number.CompareTo(other.Number));

        public DateTimeOffset At => at;

        public long Number => number;

        public IActorRef To => to;

        public object Message => message;
    }
}
