namespace Tale.Actors.Protocol;

/// <summary>
/// Sends a signal to a transaction that waits for one of that name, or will. The answer is <see cref="CommandAccepted"/> once it is durable;
/// the outcome that stands for one that was taken before the transaction ended; <see cref="TransactionNotFound"/>, or <see
/// cref="TransactionRejected"/>. Idempotent by <see cref="SignalId"/>. Each wait takes one signal: of several with different ids the first in
/// the log counts, and one that no wait is left for, or that comes after the end, is refused (<see cref="RejectionReason.NotAllowed"/>).
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Name">The signal's name.</param>
/// <param name="SignalId">
/// Chosen by the sender, <c>[A-Za-z0-9._:-]{1,200}</c>: a signal that this transaction has taken is accepted again without effect, and another
/// name or payload under its id is refused.
/// </param>
/// <param name="Payload">
/// What the wait expects, of its type or as a <see cref="Protocol.Payload"/>; null where it expects none. From another node a <see
/// cref="Protocol.Payload"/> arrives.
/// </param>
public sealed record SignalTransaction(string TransactionId, string Name, string SignalId, object? Payload = null) : ITransactionCommand
{
    /// <summary>The transaction's id. Null becomes empty, and is refused as no valid id.</summary>
    public string TransactionId { get; init; } = TransactionId ?? "";

    /// <summary>The signal's name. Null becomes empty, and is refused.</summary>
    public string Name { get; init; } = Name ?? "";

    /// <summary>The signal's id. Null becomes empty, and is refused.</summary>
    public string SignalId { get; init; } = SignalId ?? "";

    /// <summary>What it is about; never the payload, which may be secret.</summary>
    public override string ToString() => $"SignalTransaction '{TransactionId}', {Name} '{SignalId}' with {Unlogged.Of(Payload)}";
}
