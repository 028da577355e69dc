namespace Tale.Actors.Protocol;

/// <summary>Final: every step took effect.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Result">
/// The last step's output. From another node it may be its <see cref="Payload"/>, where this node has not registered its type, or an
/// <see cref="UnsentValue"/>, where it was too large for a message.
/// </param>
public sealed record TransactionCompleted(string TransactionId, object? Result) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Completed;

    /// <summary>What it is about; never the result, which may be secret.</summary>
    public override string ToString() => $"TransactionCompleted '{TransactionId}'";
}
