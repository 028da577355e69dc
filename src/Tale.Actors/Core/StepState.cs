using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Where a step stands, as the core sees it.</summary>
internal enum StepPhase
{
    Pending,
    Executing,
    Escalated,
    Succeeded,
    Failed,
    Unknown,
    Compensating,
    CompensationStuck,
    Compensated,
    CompensationFailed,
}

/// <summary>One step of one transaction. Immutable; a changed step is a new object, which is how effects are found.</summary>
internal sealed record StepState
{
    public static readonly StepState Pending = new();

    public StepPhase Phase { get; init; }

    /// <summary>The open attempt to execute, or the last one.</summary>
    public int Attempt { get; init; }

    public int CompensationAttempt { get; init; }

    /// <summary>When the open attempt is due; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>One input; a join has the block's input and then every branch's output.</summary>
    public ImmutableArray<Payload> Inputs { get; init; } = [];

    public Payload? Output { get; init; }

    public ImmutableList<AttemptFailure> Failures { get; init; } = [];

    public ImmutableList<AttemptFailure> CompensationFailures { get; init; } = [];

    /// <summary>It never succeeded, and may have taken effect all the same.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>An attempt of it was under way when a life of the coordinator ended.</summary>
    public bool WasInterrupted { get; init; }

    /// <summary>An attempt may have taken effect without an answer: if none succeeds, the step did not fail but is unknown.</summary>
    public bool MayHaveTakenEffect => WasInterrupted || Failures.Exists(failure => failure.MayHaveTakenEffect);

    /// <summary>The transaction has failed elsewhere: an attempt that waits is given up.</summary>
    public bool Unwanted { get; init; }

    /// <summary>It has failed in a sibling branch of a fail-fast block: an attempt that runs is cancelled.</summary>
    public bool Cancelled { get; init; }

    public bool IsOpen => Phase is StepPhase.Executing or StepPhase.Compensating;

    public bool IsStuck => Phase is StepPhase.Escalated or StepPhase.CompensationStuck;

    /// <summary>What the undo gets: the step's own output, or its input when nobody knows whether there is an output.</summary>
    public Payload CompensationState => OutcomeUnknown ? Inputs[0] : Output!;
}
