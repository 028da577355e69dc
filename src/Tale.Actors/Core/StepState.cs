using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>One step of one transaction. Immutable; a changed step is a new object, which is how effects are found.</summary>
internal sealed record StepState
{
    public static readonly StepState Pending = new();

    public StepPhase Phase { get; init; }

    /// <summary>Set exactly while the step is executing or compensating.</summary>
    public OpenAttempt? Open { get; init; }

    /// <summary>The number of the open attempt to execute, or of the last one.</summary>
    public int Attempt { get; init; }

    /// <summary>The number of the open attempt to compensate, or of the last one.</summary>
    public int CompensationAttempt { get; init; }

    /// <summary>One input; a join has the block's input and then every branch's output.</summary>
    public ImmutableArray<Payload> Inputs { get; init; } = [];

    public Payload? Output { get; init; }

    /// <summary>Of a step that lists items: those it has listed.</summary>
    public ImmutableArray<Payload> Items { get; init; } = [];

    public ImmutableList<AttemptFailure> Failures { get; init; } = [];

    public ImmutableList<AttemptFailure> CompensationFailures { get; init; } = [];

    /// <summary>The step never succeeded, and may have taken effect all the same.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>An attempt to execute it was issued to an incarnation that ended without an answer.</summary>
    public bool WasInterrupted { get; init; }

    /// <summary>An attempt may have taken effect without an answer: if none succeeds, the step did not fail but is unknown.</summary>
    public bool MayHaveTakenEffect => WasInterrupted || Failures.Exists(failure => failure.MayHaveTakenEffect);

    /// <summary>The transaction goes back because of another step: a success is not wanted any more.</summary>
    public bool Unwanted { get; init; }

    /// <summary>The transaction goes back, and an operator has the execution tried all the same: how it ends is to be known.</summary>
    public bool IsWanted { get; init; }

    /// <summary>Somebody has the transaction go back, or it failed in a sibling branch of a fail-fast block: a running attempt is to be cancelled.</summary>
    public bool Cancelled { get; init; }

    public bool IsIssued => Open is OpenAttempt.Issued;

    /// <summary>Whether an attempt waits for its time.</summary>
    public bool IsWaiting => Open is OpenAttempt.Waiting;

    /// <summary>Whether it waits for something from outside.</summary>
    public bool IsAwaiting => Open is OpenAttempt.Opened or OpenAttempt.Awaiting;

    public bool IsStuck => Phase is StepPhase.Escalated or StepPhase.CompensationStuck;

    /// <summary>Whether its undo is what is open, or stuck.</summary>
    public bool IsCompensation => Phase is StepPhase.Compensating or StepPhase.CompensationStuck;

    /// <summary>What the undo gets: the step's own output, or its input when nobody knows whether there is an output.</summary>
    public Payload CompensationState => OutcomeUnknown ? Inputs[0] : Output!;

    /// <summary>Whether there is a state that its undo can be given.</summary>
    public bool CanBeUndoneBy(PlanStep step) => !OutcomeUnknown || step.CompensatesUnknown;

    public Direction Direction => Phase == StepPhase.Compensating ? Direction.Compensate : Direction.Execute;

    /// <summary>The number of the open attempt, whatever its direction.</summary>
    public int OpenNumber => Phase == StepPhase.Compensating ? CompensationAttempt : Attempt;

    /// <summary>Whether its open attempt is this one.</summary>
    public bool IsAt(Direction direction, int number) => Direction == direction && OpenNumber == number;
}
