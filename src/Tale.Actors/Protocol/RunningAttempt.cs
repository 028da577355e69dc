namespace Tale.Actors.Protocol;

/// <summary>An attempt that is under way: to execute a step, or to undo it.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="StartedAt">
/// When it was issued (UTC), as the log says; by the present owner, if the transaction was taken over. It begins a little later where
/// attempts wait for their turn (<c>tale.steps.max-concurrent</c>).
/// </param>
public sealed record RunningAttempt(int Attempt, DateTimeOffset StartedAt);
