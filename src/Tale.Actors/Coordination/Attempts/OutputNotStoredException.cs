namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// A step took effect and left an output that cannot be stored. Not a definite failure: it has to be undone, from its input.
/// </summary>
internal sealed class OutputNotStoredException(string message, Exception inner) : Exception(message, inner);
