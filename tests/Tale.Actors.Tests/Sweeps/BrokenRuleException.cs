namespace Tale.Actors.Tests.Sweeps;

/// <summary>An invariant does not hold; the message names it.</summary>
internal sealed class BrokenRuleException(string message) : Exception(message);
