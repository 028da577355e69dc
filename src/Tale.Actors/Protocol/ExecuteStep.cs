using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>
/// Asks a participant to take effect. Delivered at least once: it is sent again until answered. Answer the sender with
/// <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Retry"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="IdempotencyKey"><c>{transactionId}/{step}/execute</c>.</param>
/// <param name="Epoch">The number of the coordinator's incarnation that asks.</param>
/// <param name="Attempt">The attempt, counted from 1.</param>
/// <param name="State">
/// The step's input. On another node it may be its <see cref="Payload"/>, where that node has not registered its type, or an
/// <see cref="UnsentValue"/>, where a local actor forwarded it and it was too large for a message.
/// </param>
public sealed record ExecuteStep(string TransactionId, string Step, string IdempotencyKey, long Epoch, int Attempt, object? State)
    : IStepRequest
{
    /// <summary>The errors of earlier attempts, oldest first.</summary>
    public IReadOnlyList<AttemptFailure> Failures { get; init => field = value ?? []; } = [];

    /// <summary>The transaction's headers.</summary>
    public ImmutableDictionary<string, string> Headers { get; init => field = HeaderValues.WithoutNulls(value); } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>The answer "it took effect".</summary>
    /// <param name="output">The step's output: the next step's input.</param>
    public StepReply.Succeeded Succeeded(object? output) => new(TransactionId, Step, Epoch, Attempt, output);

    /// <summary>The answer "it failed for good and took no effect".</summary>
    /// <param name="message">Why.</param>
    public StepReply.Failed Failed(string message) => new(TransactionId, Step, Epoch, Attempt, message);

    /// <summary>The answer "this attempt failed and took no effect; try again under the step's retry policy".</summary>
    /// <param name="message">Why.</param>
    /// <param name="after">How long to wait; default: what the policy says.</param>
    public StepReply.Retry Retry(string message, TimeSpan? after = null) => new(TransactionId, Step, Epoch, Attempt, message, after);

    /// <summary>Structural equality, including the failures in order and the headers.</summary>
    public bool Equals(ExecuteStep? other) =>
        other is not null && StepRequest.AreEqual(this, other) && Equals(State, other.State) && Failures.SequenceEqual(other.Failures)
        && StepRequest.AreEqual(Headers, other.Headers);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IdempotencyKey, Epoch, Attempt);

    /// <summary>What it is about; never the state, which may be secret.</summary>
    public override string ToString() => $"ExecuteStep '{IdempotencyKey}' #{Attempt} with {Unlogged.Of(State)}";
}
