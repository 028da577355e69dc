namespace Tale.Actors.Core;

/// <summary>Why a transaction goes back. There is one cause, the first.</summary>
internal enum AbortCause
{
    /// <summary>A step failed for good, or nobody knows whether it took effect.</summary>
    StepFailed = 1,

    /// <summary>Somebody asked for it.</summary>
    Cancelled = 2,

    /// <summary>The time for all of it is over.</summary>
    DeadlinePassed = 3,

    /// <summary>An operator decided it.</summary>
    Operator = 4,
}
