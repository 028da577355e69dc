using Tale.Actors.Core;

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

    /// <summary>Whether it has to complete.</summary>
    public bool EndsWell => Road == Road.Forward && RejectedOutputs.Count == 0;

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
            if (e is Event.StepSucceeded success)
                RejectedOutputs.Add(success.Step);
            else if (FailedAttempt(e) is { } attempt)
            {
                RejectedFailures.Add(attempt);
                if (e is Event.StepFailed)
                    RejectedLastFailures.Add(attempt);
            }
        }
    }

    /// <summary>Whether the events hold what has been rejected before; the small safe failure that stands for it is not rejected.</summary>
    public bool HoldsRejected(IEnumerable<Event> events) => events.Any(e =>
        (e is Event.StepSucceeded success && RejectedOutputs.Contains(success.Step))
        || (FailedAttempt(e) is { } attempt && RejectedFailures.Contains(attempt)));

    private static AttemptRef? FailedAttempt(Event e) => e switch
    {
        Event.StepAttemptFailed { Failure.Type: not Safe } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.StepFailed { Failure: { Type: not Safe } } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.StepOutcomeUnknown { Failure: { Type: not Safe } } x => new AttemptRef(x.Step, Direction.Execute, x.Attempt),
        Event.CompensationAttemptFailed { Failure.Type: not Safe } x => new AttemptRef(x.Step, Direction.Compensate, x.Attempt),
        _ => null,
    };

    public override string ToString() => $"definition {Definition}, {(Point == 0 ? "undisturbed" : $"{What} {Point}")}";
}
