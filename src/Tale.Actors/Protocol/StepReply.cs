namespace Tale.Actors.Protocol;

/// <summary>
/// A participant's answer to an <see cref="IStepRequest"/>: <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Retry"/>. The
/// requests make them. An answer with another epoch or attempt than the open one is ignored.
/// </summary>
public abstract record StepReply : IWithTransactionId
{
    private StepReply(string transactionId, string step, long epoch, int attempt) =>
        (TransactionId, Step, Epoch, Attempt) = (transactionId ?? "", step ?? "", epoch, attempt);

    /// <summary>The transaction's id. Null becomes empty; the answer is then ignored.</summary>
    public string TransactionId { get; init; }

    /// <summary>The step's path. Null becomes empty; the answer is then ignored.</summary>
    public string Step { get; init; }

    /// <summary>The epoch of the request: the number of the coordinator's incarnation that asked.</summary>
    public long Epoch { get; init; }

    /// <summary>The attempt of the request.</summary>
    public int Attempt { get; init; }

    /// <summary>The step took effect, or its undo did.</summary>
    /// <param name="TransactionId">The transaction's id.</param>
    /// <param name="Step">The step's path.</param>
    /// <param name="Epoch">The epoch of the request.</param>
    /// <param name="Attempt">The attempt of the request.</param>
    /// <param name="Output">
    /// The step's output, of its output type or as a <see cref="Payload"/>; ignored for an undo. An output that does not serialize, or is
    /// too large for a message, arrives as an <see cref="UnsentValue"/>: the step took effect, and its outcome counts as unknown.
    /// </param>
    public sealed record Succeeded(string TransactionId, string Step, long Epoch, int Attempt, object? Output)
        : StepReply(TransactionId, Step, Epoch, Attempt);

    /// <summary>The step failed for good and took no effect, or its undo failed for good. It is not retried.</summary>
    /// <param name="TransactionId">The transaction's id.</param>
    /// <param name="Step">The step's path.</param>
    /// <param name="Epoch">The epoch of the request.</param>
    /// <param name="Attempt">The attempt of the request.</param>
    /// <param name="Message">The reason.</param>
    public sealed record Failed(string TransactionId, string Step, long Epoch, int Attempt, string Message)
        : StepReply(TransactionId, Step, Epoch, Attempt)
    {
        /// <summary>The reason. Null becomes empty.</summary>
        public string Message { get; init; } = Message ?? "";
    }

    /// <summary>This attempt failed and took no effect; another one is made while the retry policy has attempts left.</summary>
    /// <param name="TransactionId">The transaction's id.</param>
    /// <param name="Step">The step's path.</param>
    /// <param name="Epoch">The epoch of the request.</param>
    /// <param name="Attempt">The attempt of the request.</param>
    /// <param name="Message">The reason.</param>
    /// <param name="After">How long to wait before the next attempt; null: what the policy says.</param>
    public sealed record Retry(string TransactionId, string Step, long Epoch, int Attempt, string Message, TimeSpan? After)
        : StepReply(TransactionId, Step, Epoch, Attempt)
    {
        /// <summary>The reason. Null becomes empty.</summary>
        public string Message { get; init; } = Message ?? "";
    }

    /// <summary>What it answers; never an output or what went wrong, which may be secret.</summary>
    public sealed override string ToString() => $"{GetType().Name} '{TransactionId}', '{Step}' #{Attempt}";
}
