using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// A start as it reached its coordinator. Whether it fits what is registered today matters only where its id is new:
/// then it has a plan, or a refusal.
/// </summary>
/// <param name="Version">Null: any, for a known id; the highest, for a new one.</param>
/// <param name="State">Null: there is none, or it does not serialize.</param>
/// <param name="Node">Which node the transaction would begin on.</param>
internal sealed record StartRequest(
    string TransactionId, string Definition, int? Version, Payload? State, ImmutableDictionary<string, string> Headers, string Node)
{
    public Plan? Plan { get; init; }

    /// <summary>How long it may take; null: as its definition says.</summary>
    public TimeSpan? Deadline { get; init; }

    public Refusal? Refusal { get; init; }

    /// <summary>Why it goes back before it has begun anything, where its id is new. Null: it does not.</summary>
    public string? CancelReason { get; init; }

    /// <summary>The start that it was made of, with its state as it is serialized already, if it serializes at all.</summary>
    public StartTransaction Carry(StartTransaction start) => State is { } state ? start with { State = state } : start;
}
