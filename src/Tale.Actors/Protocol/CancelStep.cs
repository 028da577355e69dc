namespace Tale.Actors.Protocol;

/// <summary>
/// To a participant that has been asked to play a step: end it soon. Either the transaction goes back, and the step's success is not wanted any
/// more, or the attempt, to execute or to undo it, has taken longer than its timeout; an answer within <c>tale.steps.timeout-grace</c> still counts
/// then. Sent after every request from then on. No answer of its own: the request is answered, by <see cref="StepReply.Failed"/> where the step
/// was stopped without an effect, and by <see cref="StepReply.Succeeded"/> where it took effect. A participant may ignore it.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="IdempotencyKey">The key of the request.</param>
/// <param name="Epoch">The epoch of the request.</param>
/// <param name="Attempt">The attempt of the request.</param>
public sealed record CancelStep(string TransactionId, string Step, string IdempotencyKey, long Epoch, int Attempt) : IWithTransactionId
{
    /// <summary>The transaction's id. Null becomes empty.</summary>
    public string TransactionId { get; init; } = TransactionId ?? "";

    /// <summary>The step's path. Null becomes empty.</summary>
    public string Step { get; init; } = Step ?? "";

    /// <summary>The key of the request. Null becomes empty.</summary>
    public string IdempotencyKey { get; init; } = IdempotencyKey ?? "";
}
