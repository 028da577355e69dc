using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>What a participant, an actor that plays a step, is asked: <see cref="ExecuteStep"/> or <see cref="CompensateStep"/>.</summary>
public interface IStepRequest : IWithTransactionId
{
    /// <summary>The step's path.</summary>
    string Step { get; }

    /// <summary>The same for every attempt of this step in this direction, whatever crashes lie between.</summary>
    string IdempotencyKey { get; }

    /// <summary>Which life of the coordinator asks; replies carry it back.</summary>
    long Epoch { get; }

    /// <summary>The attempt, counted from 1; replies carry it back.</summary>
    int Attempt { get; }
}

/// <summary>
/// Asks a participant to take effect. Delivered at least once: it is sent again until answered. Answer the sender with
/// <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Retry"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="IdempotencyKey"><c>{transactionId}/{step}/execute</c>.</param>
/// <param name="Epoch">Which life of the coordinator asks.</param>
/// <param name="Attempt">The attempt, counted from 1.</param>
/// <param name="State">
/// The step's input. On another node it may be its <see cref="Payload"/>, where that node has not registered its type, or an <see cref="UnsentValue"/>, where a
/// local actor forwarded it and it was too large for a message.
/// </param>
public sealed record ExecuteStep(string TransactionId, string Step, string IdempotencyKey, long Epoch, int Attempt, object? State) : IStepRequest
{
    /// <summary>The errors of earlier attempts, oldest first.</summary>
    public IReadOnlyList<AttemptFailure> Failures { get; init => field = value ?? []; } = [];

    /// <summary>The transaction's headers.</summary>
    public ImmutableDictionary<string, string> Headers { get; init => field = HeaderValues.WithoutNulls(value); } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>The answer "it took effect".</summary>
    /// <param name="output">The step's output: the next step's input.</param>
    public StepSucceeded Succeeded(object? output) => new(TransactionId, Step, Epoch, Attempt, output);

    /// <summary>The answer "it failed for good and took no effect".</summary>
    /// <param name="message">Why.</param>
    public StepFailed Failed(string message) => new(TransactionId, Step, Epoch, Attempt, message);

    /// <summary>The answer "this attempt failed and took no effect; try again under the step's retry policy".</summary>
    /// <param name="message">Why.</param>
    /// <param name="after">How long to wait; default: what the policy says.</param>
    public RetryStep Retry(string message, TimeSpan? after = null) => new(TransactionId, Step, Epoch, Attempt, message, after);

    /// <summary>Structural equality, including the failures in order and the headers.</summary>
    public bool Equals(ExecuteStep? other) =>
        other is not null && StepRequest.AreEqual(this, other) && Equals(State, other.State) && Failures.SequenceEqual(other.Failures)
        && StepRequest.AreEqual(Headers, other.Headers);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IdempotencyKey, Epoch, Attempt);
}

/// <summary>
/// Asks a participant to undo what <see cref="ExecuteStep"/> did. Delivered at least once: it is sent again until answered. Answer the
/// sender with <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Retry"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="IdempotencyKey"><c>{transactionId}/{step}/compensate</c>.</param>
/// <param name="Epoch">Which life of the coordinator asks.</param>
/// <param name="Attempt">The attempt, counted from 1.</param>
/// <param name="State">
/// The step's own output; its input when <paramref name="Outcome"/> is unknown. On another node it may be a <see cref="Payload"/> or an
/// <see cref="UnsentValue"/>, as in <see cref="ExecuteStep"/>.
/// </param>
/// <param name="Outcome">Whether the step is known to have taken effect.</param>
public sealed record CompensateStep(
    string TransactionId, string Step, string IdempotencyKey, long Epoch, int Attempt, object? State, StepOutcome Outcome) : IStepRequest
{
    /// <summary>The transaction's headers.</summary>
    public ImmutableDictionary<string, string> Headers { get; init => field = HeaderValues.WithoutNulls(value); } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>The answer "it is undone".</summary>
    public StepSucceeded Succeeded() => new(TransactionId, Step, Epoch, Attempt, null);

    /// <summary>The answer "it cannot be undone".</summary>
    /// <param name="message">Why.</param>
    public StepFailed Failed(string message) => new(TransactionId, Step, Epoch, Attempt, message);

    /// <summary>The answer "not undone yet; try again under the compensation's retry policy".</summary>
    /// <param name="message">Why.</param>
    /// <param name="after">How long to wait; default: what the policy says.</param>
    public RetryStep Retry(string message, TimeSpan? after = null) => new(TransactionId, Step, Epoch, Attempt, message, after);

    /// <summary>Structural equality, including the headers.</summary>
    public bool Equals(CompensateStep? other) =>
        other is not null && StepRequest.AreEqual(this, other) && Equals(State, other.State) && Outcome == other.Outcome
        && StepRequest.AreEqual(Headers, other.Headers);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(IdempotencyKey, Epoch, Attempt);
}

/// <summary>What the equality of requests has in common; a participant's tests compare whole messages.</summary>
internal static class StepRequest
{
    public static bool AreEqual(IStepRequest one, IStepRequest other) =>
        one.TransactionId == other.TransactionId && one.Step == other.Step && one.IdempotencyKey == other.IdempotencyKey
        && one.Epoch == other.Epoch && one.Attempt == other.Attempt;

    public static bool AreEqual(ImmutableDictionary<string, string> one, ImmutableDictionary<string, string> other) =>
        one.Count == other.Count && one.All(header => other.TryGetValue(header.Key, out var value) && value == header.Value);
}

/// <summary>Whether a step that is to be undone is known to have taken effect.</summary>
public enum StepOutcome
{
    /// <summary>It took effect.</summary>
    Succeeded = 1,

    /// <summary>Nobody knows: it was cancelled, or its participant was lost, after the request went out.</summary>
    Unknown = 2,
}

/// <summary>A participant's answer to an <see cref="IStepRequest"/>. One with another epoch or attempt than the open one is ignored.</summary>
public interface IStepReply : IWithTransactionId
{
    /// <summary>The step's path.</summary>
    string Step { get; }

    /// <summary>The epoch of the request.</summary>
    long Epoch { get; }

    /// <summary>The attempt of the request.</summary>
    int Attempt { get; }
}

/// <summary>The step took effect, or its undo did.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="Epoch">The epoch of the request.</param>
/// <param name="Attempt">The attempt of the request.</param>
/// <param name="Output">
/// The step's output; ignored for an undo. One that does not arrive, because it does not serialize or is too large for a message, is an
/// <see cref="UnsentValue"/>: the step took effect, and its outcome counts as unknown.
/// </param>
public sealed record StepSucceeded(string TransactionId, string Step, long Epoch, int Attempt, object? Output) : IStepReply;

/// <summary>The step failed for good and took no effect, or its undo failed for good. It is not retried.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="Epoch">The epoch of the request.</param>
/// <param name="Attempt">The attempt of the request.</param>
/// <param name="Message">Why.</param>
public sealed record StepFailed(string TransactionId, string Step, long Epoch, int Attempt, string Message) : IStepReply;

/// <summary>This attempt failed and took no effect; another one is made while the retry policy has attempts left.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Step">The step's path.</param>
/// <param name="Epoch">The epoch of the request.</param>
/// <param name="Attempt">The attempt of the request.</param>
/// <param name="Message">Why.</param>
/// <param name="After">How long to wait before the next attempt; null: what the policy says.</param>
public sealed record RetryStep(string TransactionId, string Step, long Epoch, int Attempt, string Message, TimeSpan? After) : IStepReply;
