namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An attempt that is under way.</summary>
/// <param name="Attempt">Its number.</param>
/// <param name="StartedAt">When it was issued.</param>
/// <param name="WaitsFor">Why it is not at work at present; null: it is.</param>
internal sealed record RunningAttemptDto(int Attempt, DateTimeOffset StartedAt, string? WaitsFor);
