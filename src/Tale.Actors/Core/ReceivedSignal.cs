using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A signal that a transaction has taken.</summary>
/// <param name="Payload">Null: it has none.</param>
/// <param name="Step">The wait that it reached; null: it is kept for one that has not begun.</param>
internal sealed record ReceivedSignal(string Name, string Id, Payload? Payload, string? Step);
