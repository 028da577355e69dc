using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A step of a transaction.</summary>
internal sealed record StepDto(
    string Path,
    StepStatus Status,
    int Attempts,
    int CompensationAttempts,
    DateTimeOffset? NextAttemptAt,
    string? Signal,
    string? Child,
    RunningAttemptDto? Running,
    JsonElement? Output,
    StepFailureDto? Failure);
