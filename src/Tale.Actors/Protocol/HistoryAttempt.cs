namespace Tale.Actors.Protocol;

/// <summary>One attempt of one step, as a history names it.</summary>
/// <param name="Step">The step's path.</param>
/// <param name="Attempt">Its number, from 1 in each direction.</param>
/// <param name="IsUndo">Whether it is an attempt to undo the step.</param>
public sealed record HistoryAttempt(string Step, int Attempt, bool IsUndo);
