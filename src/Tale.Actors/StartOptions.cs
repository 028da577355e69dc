using System.Collections.Immutable;

namespace Tale.Actors;

/// <summary>What may be said at a start besides definition and state.</summary>
public sealed record StartOptions
{
    /// <summary>
    /// The id: <c>[A-Za-z0-9._:-]{1,200}</c>. Default: a new one. A caller that may repeat a start must choose it, or the
    /// repetition is a second transaction.
    /// </summary>
    public string? TransactionId { get; init; }

    /// <summary>The definition's version. Default: the highest registered one.</summary>
    public int? Version { get; init; }

    /// <summary>Values that travel with the transaction and are shown to every step. Default: none.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>
    /// How long the transaction may take, from when its start is decided: above zero, at most ten years. Default: null, what its definition
    /// says.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    internal static ImmutableDictionary<string, string> NoHeaders => ImmutableDictionary<string, string>.Empty;
}
