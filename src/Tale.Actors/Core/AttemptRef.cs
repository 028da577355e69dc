namespace Tale.Actors.Core;

/// <summary>Names one attempt in the log, where a step is known by its path.</summary>
internal readonly record struct AttemptRef(string Step, Direction Direction, int Number);
