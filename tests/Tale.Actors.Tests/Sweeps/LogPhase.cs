namespace Tale.Actors.Tests.Sweeps;

/// <summary>Where a step stands, as the checker reads the log.</summary>
internal enum LogPhase
{
    None,

    /// <summary>A wait that the log does not yet say of that it has begun.</summary>
    Opened,

    Awaiting,
    Executing,
    Escalated,
    Succeeded,
    Skipped,
    Failed,
    Unknown,
    Compensating,
    Stuck,
    Compensated,
    LeftUndone,
}
