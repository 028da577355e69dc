namespace Tale.Actors.Core;

/// <summary>Names one attempt within a transaction.</summary>
/// <param name="Step">The step's number in the plan.</param>
/// <param name="Number">Counted from 1 in each direction.</param>
internal readonly record struct AttemptKey(int Step, Direction Direction, int Number);

/// <summary>Names one attempt in the log, where a step is known by its path.</summary>
internal readonly record struct AttemptRef(string Step, Direction Direction, int Number);
