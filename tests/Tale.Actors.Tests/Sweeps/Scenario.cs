using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>One transaction of a sweep, and what is done to it.</summary>
/// <param name="Point">At which event, or at which write, counted from 1; 0: nothing is done to it.</param>
/// <param name="What">What is done there.</param>
internal sealed record Scenario(Road Road, Waits Waits, int Point, string What)
{
    private const string Safe = "FailureNotStored";

    private int _strikes;

    public string Id { get; } = $"{Road}-{Waits}-{What}-{Point}".Replace(' ', '_');

    /// <summary>The steps whose output the journal rejected.</summary>
    public HashSet<string> RejectedOutputs { get; } = [];

    /// <summary>The attempts whose failure the journal rejected.</summary>
    public HashSet<AttemptRef> RejectedFailures { get; } = [];

    /// <summary>Those that failed for good. One that is made again leaves its step in doubt: <see cref="RejectedRetryTests"/>.</summary>
    public HashSet<AttemptRef> RejectedLastFailures { get; } = [];

    public string Definition => SweepDefinition.Name(Road, Waits);

    /// <summary>It has been done.</summary>
    public bool IsStruck => Volatile.Read(ref _strikes) > 0;

    /// <summary>True once: it is to be done now.</summary>
    public bool Strike() => Interlocked.Exchange(ref _strikes, 1) == 0;

    /// <summary>The journal rejects what stands in these events, now and whenever it is asked again.</summary>
    public void Reject(IEnumerable<Event> events)
    {
        foreach (var e in events)
        {
            // A wait that is over has no output of its own.
            if (e is Event.StepSucceeded { Output: not null } success)
                RejectedOutputs.Add(success.Step);
            else if (e is Event.ItemsListed listed)
                RejectedOutputs.Add(listed.Step);
            else if (FailedAttempt(e) is { } attempt)
            {
                RejectedFailures.Add(attempt);
                if (e is Event.StepFailed or Event.StepEscalated)
                    RejectedLastFailures.Add(attempt);
            }
        }
    }

    /// <summary>Whether the events hold what has been rejected before; the small safe failure that stands for it is not rejected.</summary>
    public bool HoldsRejected(IEnumerable<Event> events) => events.Any(e =>
        (e is Event.StepSucceeded { Output: not null } success && RejectedOutputs.Contains(success.Step))
        || (e is Event.ItemsListed listed && RejectedOutputs.Contains(listed.Step))
        || (FailedAttempt(e) is { } attempt && RejectedFailures.Contains(attempt)));

    /// <summary>That a signal has not come in time is no answer of an attempt, and nothing that a journal could object to.</summary>
    private static AttemptRef? FailedAttempt(Event e) => e switch
    {
        Event.StepFailed { Step: "go" } or Event.StepEscalated { Step: "go" } => null,
        Event.StepEscalated { Failure: { Type: not Safe } } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.StepAttemptFailed { Failure.Type: not Safe } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.StepFailed { Failure: { Type: not Safe } } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.StepOutcomeUnknown { Failure: { Type: not Safe } } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.CompensationAttemptFailed { Failure.Type: not Safe } x => new AttemptRef(x.Step, Direction.Compensate, x.Attempt),
        _ => null,
    };

    /// <summary>
    /// I16: whether it may end so, as it does when nothing is done to it. Where an output is lost that was not to be, it may go back; and a
    /// cancel or a deadline may come too late, or, for the pivot, too early.
    /// </summary>
    public bool MayEnd(TransactionStatus status, IReadOnlyList<Event> log)
    {
        if (RejectedOutputs.Count > 0)
            return status != TransactionStatus.Completed || RoadMap.HasOperator(Road);
        return Road switch
        {
            Road.Cancelled or Road.Overdue when !log.Any(e => e is Event.CancelRequested or Event.DeadlinePassed) =>
                status == TransactionStatus.Completed,
            Road.CancelledAtPivot when log.Any(e => e is Event.StepFailed { Step: "middle", Failure: null }) =>
                status == TransactionStatus.Compensated,
            _ => status == RoadMap.EndOf(Road),
        };
    }

    /// <summary>The pivot has begun.</summary>
    public bool HasPivotBegun { get; set; }

    public override string ToString() => $"definition {Definition}, {(Point == 0 ? "undisturbed" : $"{What} {Point}")}";
}
