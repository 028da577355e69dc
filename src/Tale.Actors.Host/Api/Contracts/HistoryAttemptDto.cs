namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An attempt that an event names among others.</summary>
internal sealed record HistoryAttemptDto(string Step, int Attempt, bool IsUndo);
