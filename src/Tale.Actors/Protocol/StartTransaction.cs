using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>
/// Starts a transaction. Idempotent: the same id with the same definition and state is the same transaction; the same id with
/// anything else is refused as a conflict. The answer is <see cref="TransactionAccepted"/> once the start is durable, or
/// <see cref="TransactionRejected"/>, and later, to the same sender, the outcome.
/// </summary>
/// <param name="TransactionId">An id chosen by the caller: <c>[A-Za-z0-9._:-]{1,200}</c>.</param>
/// <param name="Definition">The name of a registered definition.</param>
/// <param name="State">
/// The starting state, an instance of the definition's input type (or its <see cref="Payload"/>).
/// Null is refused, as is a state that does not serialize. From another node a <see cref="Payload"/> arrives, or an
/// <see cref="UnsentValue"/> where it was too large for a message.
/// </param>
public sealed record StartTransaction(string TransactionId, string Definition, object State) : IStart
{
    /// <summary>An id chosen by the caller: <c>[A-Za-z0-9._:-]{1,200}</c>. Null becomes empty, and is refused as no valid id.</summary>
    public string TransactionId { get; init; } = TransactionId ?? "";

    /// <summary>The name of a registered definition. Null becomes empty, and is refused as no known one.</summary>
    public string Definition { get; init; } = Definition ?? "";

    /// <summary>The definition's version. Default: the highest registered one.</summary>
    public int? Version { get; init; }

    /// <summary>
    /// Values that travel with the transaction and are shown to every step, for example a tenant or a trace id. Default: none. A null value
    /// becomes an empty one.
    /// </summary>
    public ImmutableDictionary<string, string> Headers { get; init => field = HeaderValues.WithoutNulls(value); } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// How long the transaction may take, from when its start is decided: above zero, at most ten years. Default: null, what its definition
    /// says (<see cref="Definitions.TransactionOptions.Deadline"/>). A repeated start changes nothing.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Whether the sender also gets the outcome later. Default: true. Ask patterns, which take one answer only, set it to false.
    /// </summary>
    public bool NotifyOutcome { get; init; } = true;

    /// <summary>What it is about; never the state, which may be secret.</summary>
    public override string ToString() => $"StartTransaction '{TransactionId}' of '{Definition}' with {Unlogged.Of(State)}";
}
