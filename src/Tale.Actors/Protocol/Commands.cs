using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>A message that concerns one transaction; regions route by it.</summary>
public interface IWithTransactionId
{
    /// <summary>The transaction's id: <c>[A-Za-z0-9._:-]{1,200}</c>.</summary>
    string TransactionId { get; }
}

/// <summary>A message that a transaction region accepts.</summary>
public interface ITransactionCommand : IWithTransactionId;

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
public sealed record StartTransaction(string TransactionId, string Definition, object State) : ITransactionCommand
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
    /// Whether the sender also gets the outcome later. Default: true. Ask patterns, which take one answer only, set it to false.
    /// </summary>
    public bool NotifyOutcome { get; init; } = true;
}

/// <summary>
/// Asks for a transaction's present state. The answer is a <see cref="TransactionView"/> or a <see cref="TransactionNotFound"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record GetTransaction(string TransactionId) : ITransactionCommand;

/// <summary>
/// Asks to be told the outcome: <see cref="TransactionCompleted"/>, <see cref="TransactionCompensated"/>, <see cref="TransactionFailed"/>
/// or <see cref="TransactionSuspended"/>, at once when it is known already; <see cref="TransactionNotFound"/> when there is no such
/// transaction. A watch lives in memory: after a crash of the node it has to be asked for again (<see cref="ITaleClient"/> does).
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record WatchTransaction(string TransactionId) : ITransactionCommand;

/// <summary>
/// Takes a <see cref="WatchTransaction"/>, or the wish of a <see cref="StartTransaction"/> to be told the outcome, back: the sender does
/// not wait any more. Wakes nothing and has no answer.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record UnwatchTransaction(string TransactionId) : ITransactionCommand;

/// <summary>
/// Makes sure that the transaction is in memory and at work. Sent by the watchdog; does nothing to a live one and has no answer.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record WakeTransaction(string TransactionId) : ITransactionCommand;
