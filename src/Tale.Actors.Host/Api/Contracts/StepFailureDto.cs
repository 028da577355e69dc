namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A step, or an undo, that failed.</summary>
internal sealed record StepFailureDto(string Step, string Message, IReadOnlyList<AttemptDto> Attempts);
