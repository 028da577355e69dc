using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>One transaction of a sweep, and what is done to it.</summary>
internal sealed class Scenario
{
    private const string Safe = "FailureNotStored";

    private int _strikes;

    /// <param name="point">At which event, or at which write, counted from 1; 0: nothing is done to it.</param>
    /// <param name="what">What is done there.</param>
    /// <param name="childPoint">The same for its child, if it has one.</param>
    public Scenario(Road road, Waits waits, int point, string what, int childPoint = 0)
    {
        (Road, Waits, Point, What) = (road, waits, point, what);
        Id = $"{road}-{waits}-{what}-{point}{(childPoint == 0 ? "" : $"-{childPoint}")}".Replace(' ', '_');
        Child = RoadMap.ChildOf(road) is { } child ? new Scenario(this, child, childPoint) : null;
    }

    private Scenario(Scenario parent, Road road, int point)
    {
        (Parent, Road, Waits, Point, What) = (parent, road, parent.Waits, point, parent.What);
        Id = ChildTransactions.IdOf(parent.Id, "middle");
    }

    public Road Road { get; }

    public Waits Waits { get; }

    public int Point { get; }

    public string What { get; }

    public string Id { get; }

    /// <summary>The transaction whose step it is; null: it stands for itself.</summary>
    public Scenario? Parent { get; }

    /// <summary>The transaction that is its middle step; null: there is none.</summary>
    public Scenario? Child { get; }

    /// <summary>It, and its child.</summary>
    public IEnumerable<Scenario> Family => Child is null ? [this] : [this, Child];

    /// <summary>A node has it that does not know its definition.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The steps whose output the journal rejected.</summary>
    public HashSet<string> RejectedOutputs { get; } = [];

    /// <summary>The attempts whose failure the journal rejected.</summary>
    public HashSet<AttemptRef> RejectedFailures { get; } = [];

    /// <summary>Those that failed for good. One that is made again leaves its step in doubt: <see cref="RejectedRetryTests"/>.</summary>
    public HashSet<AttemptRef> RejectedLastFailures { get; } = [];

    public string Definition => Parent is null ? SweepDefinition.Name(Road, Waits) : SweepDefinition.ChildName(Parent.Road, Waits);

    /// <summary>It has been done, to it or to one of its family.</summary>
    public bool IsStruck => (Parent ?? this).Family.Any(member => Volatile.Read(ref member._strikes) > 0);

    /// <summary>True once: it is to be done now.</summary>
    public bool Strike() => Point > 0 && Interlocked.Exchange(ref _strikes, 1) == 0;

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
        if (Family.Any(member => member.RejectedOutputs.Count > 0))
            return status != TransactionStatus.Completed || RoadMap.HasOperator(Road);
        return Road switch
        {
            Road.Cancelled or Road.Overdue or Road.ItemsCancelled or Road.ParentCancelled or Road.ParentCancelledLater when !log.Any(e => e is Event.CancelRequested or Event.DeadlinePassed) =>
                status == TransactionStatus.Completed,
            Road.OperatorOverrules when log.Any(e => e is Event.DeadlinePassed) => status == TransactionStatus.Compensated,
            Road.CancelledAtPivot when log.Any(e => e is Event.StepFailed { Step: "middle", Failure: null }) =>
                status == TransactionStatus.Compensated,
            _ => status == RoadMap.EndOf(Road),
        };
    }

    /// <summary>The step has begun at which it is to be cancelled.</summary>
    public bool IsAtItsPoint { get; set; }

    public override string ToString() => $"definition {Definition}, {(Point == 0 ? "undisturbed" : $"{What} {Point}")}"
        + (Child is { Point: > 0 } ? $", its child {What} {Child.Point}" : "");
}
