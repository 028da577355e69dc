using System.Collections.Immutable;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// What happened to a transaction: the journal contract. Small, past tense, one manifest each; never changed, only added to.
/// </summary>
/// <param name="At">When it was decided (UTC).</param>
internal abstract record Event(DateTimeOffset At)
{
    /// <summary>Which rules of the fold a log follows: 2 says when a delayed attempt is issued. Logs without a number follow 1.</summary>
    public const int CurrentFormat = 2;

    /// <summary>
    /// By when the transaction has to be in memory after this event; <see cref="Due.AtOnce"/>, <see cref="Due.Never"/>, or a time.
    /// Null: what the kind of event says, and for most kinds that nothing changed.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    internal sealed record TransactionStarted(
        DateTimeOffset At,
        string TransactionId,
        string Definition,
        int Version,
        string Hash,
        Payload State,
        ImmutableDictionary<string, string> Headers) : Event(At)
    {
        public string Node { get; init; } = "";

        public int Format { get; init; } = 1;

        /// <summary>When it goes back if it has not come to its end; null: never.</summary>
        public DateTimeOffset? Deadline { get; init; }
    }

    /// <param name="Output">Null: the step kept its input as its output.</param>
    internal sealed record StepSucceeded(DateTimeOffset At, string Step, int Attempt, Payload? Output) : Event(At)
    {
        /// <summary>From here on the transaction only goes forward.</summary>
        public bool PassesPivot { get; init; }
    }

    /// <summary>The items are known for each of which a block has a branch. From here on nothing asks for them again.</summary>
    /// <param name="AtATime">How many branches are under way at a time.</param>
    internal sealed record ItemsListed(DateTimeOffset At, string Step, int Attempt, ImmutableArray<Payload> Items, int AtATime) : Event(At);

    /// <param name="RetryAt">When the next attempt is due; not after <paramref name="At"/>: it is issued by this very event.</param>
    internal sealed record StepAttemptFailed(DateTimeOffset At, string Step, int Attempt, AttemptFailure Failure, DateTimeOffset RetryAt)
        : Event(At);

    /// <summary>
    /// The step failed for good and took no effect. <paramref name="Failure"/> is null when this attempt was given up before it began.
    /// </summary>
    internal sealed record StepFailed(DateTimeOffset At, string Step, int Attempt, AttemptFailure? Failure) : Event(At);

    /// <summary>
    /// No attempt succeeded, and one may have taken effect. <paramref name="Failure"/> is null when this one was given up before it began.
    /// </summary>
    internal sealed record StepOutcomeUnknown(DateTimeOffset At, string Step, int Attempt, AttemptFailure? Failure) : Event(At);

    /// <summary>
    /// A step needs an operator; it stays open and holds no attempt. <paramref name="Failure"/> is null when this attempt was given up before
    /// it began.
    /// </summary>
    internal sealed record StepEscalated(DateTimeOffset At, string Step, int Attempt, AttemptFailure? Failure) : Event(At);

    /// <summary>A step waits for something from outside.</summary>
    /// <param name="Until">When it has waited for long enough; null: never.</param>
    /// <param name="SignalId">The signal that had come before, and is what it waits for; null: none had.</param>
    internal sealed record WaitStarted(DateTimeOffset At, string Step, DateTimeOffset? Until, string? SignalId) : Event(At);

    /// <param name="Payload">Null: it has none.</param>
    /// <param name="Step">The wait that it reaches; null: it is kept for one that has not begun.</param>
    internal sealed record SignalReceived(DateTimeOffset At, string Name, string SignalId, Payload? Payload, string? Step) : Event(At);

    /// <summary>
    /// It had completed, and somebody asked for it to be undone. The one event that can follow an end; the log then ends a second time.
    /// </summary>
    internal sealed record UndoRequested(DateTimeOffset At, string Reason) : Event(At);

    /// <summary>Somebody asked for the transaction to go back.</summary>
    internal sealed record CancelRequested(DateTimeOffset At, string Reason) : Event(At)
    {
        /// <summary>The wish that it stands for; null: a parent's, or one that was stored before wishes had ids.</summary>
        public string? WishId { get; init; }
    }

    /// <summary>The time for all of it is over: the transaction goes back.</summary>
    internal sealed record DeadlinePassed(DateTimeOffset At) : Event(At);

    /// <param name="Step">Null: all, or the whole transaction.</param>
    /// <param name="Output">Of a step that is taken to have succeeded.</param>
    internal sealed record OperatorIntervened(
        DateTimeOffset At, string CommandId, OperatorAction Action, string? Step, Payload? Output, string Who, string Why) : Event(At)
    {
        /// <summary>What the operator says of the step is that the pivot succeeded: from here on the transaction only goes forward.</summary>
        public bool PassesPivot { get; init; }
    }

    internal sealed record CompensationStarted(DateTimeOffset At, string Cause) : Event(At)
    {
        public AbortCause Kind { get; init; } = AbortCause.StepFailed;
    }

    internal sealed record StepCompensated(DateTimeOffset At, string Step, int Attempt) : Event(At);

    /// <param name="RetryAt">Null: the undo failed for good.</param>
    internal sealed record CompensationAttemptFailed(
        DateTimeOffset At, string Step, int Attempt, AttemptFailure Failure, DateTimeOffset? RetryAt) : Event(At)
    {
        /// <summary>What follows an undo that failed for good. Null in logs of format 1: what the definition says.</summary>
        public CompensationFailurePolicy? Policy { get; init; }
    }

    /// <summary>Attempts that had waited have been issued.</summary>
    internal sealed record AttemptsIssued(DateTimeOffset At, ImmutableArray<AttemptRef> Attempts) : Event(At);

    /// <summary>An incarnation left in order. The attempts had been issued to it, and it had not begun them.</summary>
    internal sealed record CoordinatorLeft(DateTimeOffset At, ImmutableArray<AttemptRef> NotBegun) : Event(At);

    internal sealed record TransactionSuspended(DateTimeOffset At, SuspensionCause Cause, string Reason) : Event(At);

    /// <param name="Status">The status it goes on in: running or compensating.</param>
    internal sealed record TransactionResumed(DateTimeOffset At, TransactionStatus Status, string Reason) : Event(At);

    internal sealed record CoordinatorRecovered(DateTimeOffset At, long Epoch) : Event(At)
    {
        public string Node { get; init; } = "";

        public int Format { get; init; } = 1;
    }

    internal sealed record TransactionCompleted(DateTimeOffset At) : Event(At);

    internal sealed record TransactionCompensated(DateTimeOffset At, string Failure) : Event(At);

    internal sealed record TransactionFailed(DateTimeOffset At, string Failure) : Event(At);

    /// <summary>An event of a kind that this version does not know. Never written, never dropped: it suspends the transaction.</summary>
    internal sealed record Unreadable(string Manifest, string Problem) : Event(DateTimeOffset.UnixEpoch);

    /// <summary>Its kind; never what it holds, which may be secret.</summary>
    public sealed override string ToString() => GetType().Name;
}
