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
    Skipped,
}
