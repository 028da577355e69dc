namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An attempt that failed.</summary>
internal sealed record AttemptDto(int Attempt, string Type, string Message, DateTimeOffset At);
