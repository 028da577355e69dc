namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An attempt that is under way.</summary>
internal sealed record RunningAttemptDto(int Attempt, DateTimeOffset StartedAt);
