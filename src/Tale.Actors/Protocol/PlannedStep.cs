namespace Tale.Actors.Protocol;

/// <summary>A step that has not ended yet.</summary>
/// <param name="Step">The step's path.</param>
/// <param name="After">The path of the step or block that has to end before; null: it is under way.</param>
/// <param name="Status">Where it stands now.</param>
public sealed record PlannedStep(string Step, string? After, StepStatus Status);
