namespace Tale.Actors.Core;

/// <summary>What was decided about a failed attempt.</summary>
internal enum Verdict
{
    /// <summary>Try again while the retry policy has attempts left.</summary>
    Retry,

    /// <summary>Make no further attempt.</summary>
    GiveUp,

    /// <summary>Carry on as if it had succeeded: with the input as the output, or as undone.</summary>
    KeepState,

    /// <summary>Wait for an operator.</summary>
    Escalate,

    /// <summary>Make no further attempt: nobody knows whether it took effect.</summary>
    Unknown,
}
