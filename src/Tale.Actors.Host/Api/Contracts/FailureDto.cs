namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The reason why a transaction did not complete.</summary>
internal sealed record FailureDto(string Message, IReadOnlyList<StepFailureDto> Steps, IReadOnlyList<StepFailureDto> Compensations);
