using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>What is known of a road besides its definition: where it leads, what goes wrong on it, and for how long it waits.</summary>
internal static class RoadMap
{
    /// <summary>An attempt that hangs is abandoned after this time, and the grace of the node.</summary>
    public static readonly TimeSpan StepTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly Road[] OfAllWaits = [Road.Forward, Road.Backward, Road.BackwardTyped, Road.Midway];

    /// <summary>The roads that are gone with these waits: not all with all of them, for the sake of time.</summary>
    public static IReadOnlyList<Road> Of(Waits waits) =>
    [
        .. OfAllWaits,
        .. waits switch
        {
            // An attempt that hangs takes the only slot that some sweeps have, so no deadline may depend on these.
            Waits.Not => [
                Road.TimedOut, Road.LateEffect, Road.AssumedFailed, Road.OperatorRetries, Road.OperatorSkips, Road.OperatorAssumesSuccess,
                Road.OperatorAssumesFailure, Road.OperatorCompensates, Road.GivenUp, Road.UndoRetried, Road.UndoSkipped, Road.UndoAssumed,
                Road.Abandoned, Road.SignalledEarly, Road.Items, Road.ItemsOneByOne, Road.ItemsInPairs, Road.ItemsInDoubt, Road.LeftInEffect,
                Road.FailFast, Road.ParentBackward, Road.ParentCancelled,
            ],
            Waits.Seconds => [
                Road.Cancelled, Road.Overdue, Road.OperatorOverrules, Road.PastPivot, Road.CancelledAtPivot, Road.Unsignalled, Road.UnsignalledGoesOn, Road.Items,
                Road.ItemsInPairs, Road.ItemsCancelled, Road.LeftInEffect, Road.FailFast, Road.ParentUndone, Road.ParentOfFailed, Road.ParentCancelledLater,
            ],
            _ => new[]
            {
                Road.Cancelled, Road.Overdue, Road.OperatorOverrules, Road.Signalled, Road.SignalledLate, Road.Delayed, Road.Undone, Road.ItemsOneByOne,
                Road.ItemsCancelled, Road.Parent, Road.ParentBackward, Road.ParentCancelledLater,
            },
        },
    ];

    public static bool HasBlocks(Road road) => road <= Road.Overdue;

    /// <summary>Which way the transaction goes that is this one's middle step; null: it has none.</summary>
    public static Road? ChildOf(Road road) => road switch
    {
        Road.ParentOfFailed => Road.ChildFails,
        >= Road.Parent and <= Road.ParentCancelledLater => Road.Child,
        _ => null,
    };

    /// <summary>Whether an operator helps where one is needed.</summary>
    public static bool HasOperator(Road road) =>
        road is >= Road.OperatorRetries and <= Road.CancelledAtPivot;

    /// <summary>Whether an undo gets stuck.</summary>
    public static bool HasStuckUndo(Road road) => road is >= Road.GivenUp and <= Road.UndoAssumed;

    /// <summary>Whether somebody cancels it.</summary>
    public static bool IsCancelled(Road road) =>
        road is Road.Cancelled or Road.CancelledAtPivot or Road.ItemsCancelled or Road.ParentCancelled or Road.ParentCancelledLater;

    /// <summary>Whether somebody has it undone once it has completed.</summary>
    public static bool IsUndoneAtTheEnd(Road road) => road is Road.Undone or Road.ParentUndone;

    /// <summary>How it ends when nothing is done to it.</summary>
    public static TransactionStatus EndOf(Road road) => road switch
    {
        Road.Backward or Road.BackwardTyped or Road.Midway or Road.Cancelled or Road.Overdue or Road.LateEffect or Road.AssumedFailed
            or Road.OperatorAssumesFailure or Road.OperatorCompensates or Road.Unsignalled or Road.Undone or (>= Road.ItemsOneByOne and <= Road.ItemsCancelled)
            or Road.UndoRetried or Road.UndoAssumed
            or Road.FailFast or (>= Road.ParentBackward and <= Road.ParentCancelledLater) => TransactionStatus.Compensated,
        Road.GivenUp or Road.UndoSkipped or Road.LeftInEffect => TransactionStatus.Failed,
        _ => TransactionStatus.Completed,
    };

    /// <summary>What it results in where it completes.</summary>
    public static int ResultOf(Road road) => road switch
    {
        _ when HasBlocks(road) => 10,
        Road.OperatorSkips => 2,
        >= Road.Parent and <= Road.ParentCancelledLater => 4,
        Road.UnsignalledGoesOn or Road.Delayed => 2,
        _ => 3,
    };

    /// <summary>Why this attempt fails; null: it does not. The same for every repetition of it.</summary>
    public static Exception? ErrorOf(Road road, AttemptRef attempt) => (road, attempt.Step, attempt.Direction) switch
    {
        (Road.Midway, "outer/1/inner/1/down", Direction.Execute) => new AbortRetriesException("not today"),
        (Road.Backward or Road.BackwardTyped, "last", Direction.Execute) => new InvalidOperationException("never"),
        (_, "outer/0/left" or "outer/1/inner/0/up", Direction.Execute) when attempt.Number == 1 => new InvalidOperationException("not yet"),
        (_, "last", Direction.Execute) when HasBlocks(road) && attempt.Number == 1 => new InvalidOperationException("not yet"),
        (_, "outer/1/right", Direction.Compensate) when attempt.Number == 1 => new InvalidOperationException("not yet undone"),
        (_, "first", Direction.Compensate) when !HasBlocks(road) && attempt.Number == 1 => new InvalidOperationException("not yet undone"),
        (Road.ItemsInDoubt, "each/1/middle", Direction.Execute) => new OutcomeUnknownException("the line is dead"),
        (>= Road.Items and <= Road.ItemsCancelled, "each/1/middle", Direction.Execute) when attempt.Number == 1 => new InvalidOperationException("not yet"),
        (Road.ItemsOneByOne or Road.ItemsInPairs or Road.LeftInEffect or Road.ParentBackward, "last", Direction.Execute) =>
            new AbortRetriesException("not today"),
        (_, "last", Direction.Execute) when HasStuckUndo(road) => new AbortRetriesException("not today"),
        (Road.UndoRetried, "middle", Direction.Compensate) when attempt.Number > 1 => null,
        (_, "middle", Direction.Compensate) when HasStuckUndo(road) || road == Road.LeftInEffect => new AbortRetriesException("never"),
        (Road.FailFast, "both/1/right", Direction.Execute) or (Road.ChildFails, "second", Direction.Execute) =>
            new AbortRetriesException("not today"),
        (Road.Child, "second", _) when attempt.Number == 1 => new InvalidOperationException("not yet"),
        (Road.PastPivot, "last", Direction.Execute) when attempt.Number < 3 => new InvalidOperationException("not yet"),
        (Road.AssumedFailed, "last", Direction.Execute) => new OutcomeUnknownException("the line is dead"),
        (>= Road.OperatorRetries and <= Road.OperatorCompensates, "last", Direction.Execute) when attempt.Number == 1 =>
            new OutcomeUnknownException("the line is dead"),
        _ => null,
    };

    /// <summary>Whether nobody who waits for this attempt hears of its end.</summary>
    public static bool Hangs(Road road, AttemptRef attempt) =>
        road is Road.TimedOut or Road.LateEffect or Road.Abandoned && attempt is { Step: "middle", Direction: Direction.Execute, Number: 1 };

    /// <summary>What the log has to say before this attempt goes on; null: it need not wait.</summary>
    public static Func<Event, bool>? GoesOnAfter(Scenario scenario, AttemptRef attempt) => scenario.Road switch
    {
        // When it has been given up, or after its undo.
        Road.TimedOut when Hangs(scenario.Road, attempt) => e => e is Event.StepAttemptFailed { Step: "middle" },
        Road.Abandoned when Hangs(scenario.Road, attempt) => e => e is Event.StepEscalated { Step: "middle" },
        Road.LateEffect when Hangs(scenario.Road, attempt) => scenario.Point % 2 == 0
            ? e => e is Event.StepOutcomeUnknown { Step: "middle" }
            : e => e is Event.StepCompensated { Step: "middle" },
        Road.CancelledAtPivot when attempt is { Step: "middle", Direction: Direction.Execute } => e => e is Event.CancelRequested,
        _ => null,
    };

    /// <summary>Of the whole transaction; null: none.</summary>
    public static TimeSpan? DeadlineOf(Road road, Waits waits) =>
        road is Road.Overdue or Road.OperatorOverrules ? Of(waits, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1)) : null;

    /// <summary>How long a signal is waited for; null: for ever.</summary>
    public static TimeSpan? PatienceOf(Road road, Waits waits) => road is Road.SignalledLate or Road.Unsignalled or Road.UnsignalledGoesOn
        ? Of(waits, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1))
        : null;

    public static TimeSpan DelayOf(Waits waits) => Of(waits, TimeSpan.FromSeconds(3), TimeSpan.FromHours(3));

    private static TimeSpan Of(Waits waits, TimeSpan brief, TimeSpan extended) =>
        waits == Waits.Hours ? extended : brief;
}
