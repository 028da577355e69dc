using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What happened to a transaction: the journal contract. Small, past tense, one manifest each; never changed, only added to.</summary>
/// <param name="At">When it was decided (UTC).</param>
internal abstract record Event(DateTimeOffset At)
{
    internal sealed record TransactionStarted(
        DateTimeOffset At, string TransactionId, string Definition, int Version, string Hash, Payload State, ImmutableDictionary<string, string> Headers) : Event(At);

    /// <param name="Output">Null: the step kept its input as its output.</param>
    internal sealed record StepSucceeded(DateTimeOffset At, string Step, int Attempt, Payload? Output) : Event(At);

    internal sealed record StepAttemptFailed(DateTimeOffset At, string Step, int Attempt, AttemptFailure Failure, DateTimeOffset RetryAt) : Event(At)
    {
        /// <summary>By when the transaction has to be in memory: set when after this all of its open work waits for long, to the earliest of it.</summary>
        public DateTimeOffset? DueAt { get; init; }
    }

    /// <summary>The step failed for good and took no effect. <paramref name="Failure"/> is null when this attempt was given up before it started.</summary>
    internal sealed record StepFailed(DateTimeOffset At, string Step, int Attempt, AttemptFailure? Failure) : Event(At);

    /// <summary>No attempt succeeded, and one may have taken effect. <paramref name="Failure"/> is null when it was given up while waiting for a retry.</summary>
    internal sealed record StepOutcomeUnknown(DateTimeOffset At, string Step, int Attempt, AttemptFailure? Failure) : Event(At);

    /// <summary>A step asked for an operator; it stays open and holds no attempt.</summary>
    internal sealed record StepEscalated(DateTimeOffset At, string Step, int Attempt, AttemptFailure Failure) : Event(At);

    internal sealed record CompensationStarted(DateTimeOffset At, string Cause) : Event(At);

    internal sealed record StepCompensated(DateTimeOffset At, string Step, int Attempt) : Event(At);

    /// <param name="RetryAt">Null: the undo failed for good.</param>
    internal sealed record CompensationAttemptFailed(DateTimeOffset At, string Step, int Attempt, AttemptFailure Failure, DateTimeOffset? RetryAt) : Event(At)
    {
        /// <inheritdoc cref="StepAttemptFailed.DueAt" />
        public DateTimeOffset? DueAt { get; init; }
    }

    internal sealed record TransactionSuspended(DateTimeOffset At, SuspensionCause Cause, string Reason) : Event(At);

    /// <param name="Status">The status it goes on in: running or compensating.</param>
    internal sealed record TransactionResumed(DateTimeOffset At, TransactionStatus Status, string Reason) : Event(At);

    internal sealed record CoordinatorRecovered(DateTimeOffset At, long Epoch) : Event(At);

    internal sealed record TransactionCompleted(DateTimeOffset At) : Event(At);

    internal sealed record TransactionCompensated(DateTimeOffset At, string Failure) : Event(At);

    internal sealed record TransactionFailed(DateTimeOffset At, string Failure) : Event(At);

    /// <summary>An event of a kind that this version does not know. Never written, never dropped: it suspends the transaction.</summary>
    internal sealed record Unreadable(string Manifest, string Problem) : Event(DateTimeOffset.UnixEpoch);
}

/// <summary>Why a transaction is suspended, for programs.</summary>
internal enum SuspensionCause
{
    /// <summary>Steps or compensations that need an operator.</summary>
    OperatorNeeded = 1,

    /// <summary>Its definition is not registered, or its hash changed. Resumes by itself.</summary>
    DefinitionMissing = 2,

    /// <summary>Its log holds something that this version cannot read. Resumes by itself on a node that can.</summary>
    LogUnreadable = 3,
}
