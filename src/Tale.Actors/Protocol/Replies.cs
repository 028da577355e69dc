namespace Tale.Actors.Protocol;

/// <summary>The transaction is durable: it will end, or be visibly suspended, whatever crashes.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Definition">The definition it runs.</param>
/// <param name="Version">The version it is pinned to.</param>
/// <param name="Status">Its status now: <see cref="TransactionStatus.Running"/> when it has just started.</param>
public sealed record TransactionAccepted(string TransactionId, string Definition, int Version, TransactionStatus Status)
    : IWithTransactionId;

/// <summary>
/// Why a start was refused. But for <see cref="JournalUnavailable"/>, and <see cref="Stopping"/> for a call that was open, nothing was
/// stored.
/// </summary>
public enum RejectionReason
{
    /// <summary>No definition is registered under that name (and version).</summary>
    UnknownDefinition = 1,

    /// <summary>The state is not of the definition's input type, or cannot be serialized.</summary>
    StateDoesNotFit = 2,

    /// <summary>The id is not of the form <c>[A-Za-z0-9._:-]{1,200}</c>.</summary>
    InvalidId = 3,

    /// <summary>The serialized state is larger than <c>tale.max-payload-bytes</c>, or than a message to another node may be.</summary>
    PayloadTooLarge = 4,

    /// <summary>The id is taken by a transaction with another definition, version or state.</summary>
    Conflict = 5,

    /// <summary>Too much is in flight; try again later.</summary>
    Overloaded = 6,

    /// <summary>The node is shutting down. A call that was open then may have been stored: ask again with the same id.</summary>
    Stopping = 7,

    /// <summary>The journal did not confirm. Whether the start was stored is unknown: ask again with the same id.</summary>
    JournalUnavailable = 8,

    /// <summary>A header is invalid: too many, too long, or without a name.</summary>
    InvalidHeaders = 9,
}

/// <summary>A command was refused.</summary>
/// <param name="TransactionId">The id that the command carried.</param>
/// <param name="Reason">The reason, for programs.</param>
/// <param name="Message">The reason, for people: what was wrong and what to do.</param>
public sealed record TransactionRejected(string TransactionId, RejectionReason Reason, string Message) : IWithTransactionId;

/// <summary>There is no transaction with this id.</summary>
/// <param name="TransactionId">The id that was asked for.</param>
public sealed record TransactionNotFound(string TransactionId) : IWithTransactionId;

/// <summary>How a transaction ended, or that it is suspended.</summary>
public interface ITransactionOutcome : IWithTransactionId
{
    /// <summary>The status that this outcome stands for.</summary>
    TransactionStatus Status { get; }
}

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
}

/// <summary>Final: a step failed for good and everything that took effect was undone.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Failure">What failed.</param>
public sealed record TransactionCompensated(string TransactionId, TransactionFailure Failure) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Compensated;
}

/// <summary>Final: a step failed for good, and so did at least one compensation, under the policy <c>Continue</c>.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Failure">What failed, and which compensations failed, in the order in which they ran.</param>
public sealed record TransactionFailed(string TransactionId, TransactionFailure Failure) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Failed;
}

/// <summary>Not final: the transaction waits, visibly, for an operator or for its definition.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Reason">Why, and what would make it go on.</param>
/// <param name="Failure">What failed so far, if anything did.</param>
public sealed record TransactionSuspended(string TransactionId, string Reason, TransactionFailure? Failure) : ITransactionOutcome
{
    /// <inheritdoc />
    public TransactionStatus Status => TransactionStatus.Suspended;
}
