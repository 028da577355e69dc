using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>
/// Asks a participant to undo what <see cref="ExecuteStep"/> did. Delivered at least once: it is sent again until answered. Answer the
/// sender with <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Retry"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="IdempotencyKey"><c>{transactionId}/{step}/compensate</c>.</param>
/// <param name="Epoch">The number of the coordinator's incarnation that asks.</param>
/// <param name="Attempt">The attempt, counted from 1.</param>
/// <param name="State">
/// The step's own output; its input when <paramref name="Outcome"/> is unknown. On another node it may be a <see cref="Payload"/> or an
/// <see cref="UnsentValue"/>, as in <see cref="ExecuteStep"/>.
/// </param>
/// <param name="Outcome">Whether the step is known to have taken effect.</param>
public sealed record CompensateStep(
    string TransactionId, string Step, string IdempotencyKey, long Epoch, int Attempt, object? State, StepOutcome Outcome) : IStepRequest
{
    /// <summary>The key under which the step was executed: <c>{transactionId}/{step}/execute</c>.</summary>
    public string ExecuteKey => StepKeys.Execute(TransactionId, Step);

    /// <summary>The transaction's headers.</summary>
    public ImmutableDictionary<string, string> Headers { get; init => field = HeaderValues.WithoutNulls(value); } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>The answer "it is undone".</summary>
    public StepReply.Succeeded Succeeded() => new(TransactionId, Step, Epoch, Attempt, null);

    /// <summary>The answer "it cannot be undone".</summary>
    /// <param name="message">Why.</param>
    public StepReply.Failed Failed(string message) => new(TransactionId, Step, Epoch, Attempt, message);

    /// <summary>The answer "not undone yet; try again under the compensation's retry policy".</summary>
    /// <param name="message">Why.</param>
    /// <param name="after">How long to wait; default: what the policy says.</param>
    public StepReply.Retry Retry(string message, TimeSpan? after = null) => new(TransactionId, Step, Epoch, Attempt, message, after);

    /// <summary>Structural equality, including the headers.</summary>
    public bool Equals(CompensateStep? other) =>
        other is not null && StepRequest.AreEqual(this, other) && Equals(State, other.State) && Outcome == other.Outcome
        && StepRequest.AreEqual(Headers, other.Headers);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IdempotencyKey, Epoch, Attempt);

    /// <summary>What it is about; never the state, which may be secret.</summary>
    public override string ToString() => $"CompensateStep '{IdempotencyKey}' #{Attempt} with {Unlogged.Of(State)}";
}
