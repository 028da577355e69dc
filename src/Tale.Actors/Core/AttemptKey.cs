namespace Tale.Actors.Core;

/// <summary>Names one attempt within a transaction.</summary>
/// <param name="Step">The step's number in the plan.</param>
/// <param name="Number">Counted from 1 in each direction.</param>
internal readonly record struct AttemptKey(int Step, Direction Direction, int Number);
