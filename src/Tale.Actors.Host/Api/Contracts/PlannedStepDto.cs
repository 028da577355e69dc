using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A step that has not ended yet.</summary>
internal sealed record PlannedStepDto(string Step, string? After, StepStatus Status);
