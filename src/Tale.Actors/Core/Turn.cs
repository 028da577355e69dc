using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// What an event says of a transaction's status, of its due time and of the text that explains it: the one rule for states, index rows,
/// and logs that cannot be folded.
/// </summary>
/// <param name="Status">Null: it stays.</param>
/// <param name="DueAt">Null: it stays. Otherwise a time, <see cref="Due.AtOnce"/> or <see cref="Due.Never"/>.</param>
/// <param name="Text">
/// Why it is compensated, suspended or not completed. Empty: there is nothing to explain any more. Null: the text stays as it is.
/// </param>
internal readonly record struct Turn(TransactionStatus? Status, DateTimeOffset? DueAt, string? Text)
{
    /// <summary>What the event changes; null when it changes none of it, as most events do.</summary>
    public static Turn? Of(Event e)
    {
        var turn = OfKind(e);
        if (e.DueAt is not { } dueAt || turn is { Status: { } status } && status.IsFinal())
            return turn;
        return turn is { } known ? known with { DueAt = dueAt } : new Turn(null, dueAt, null);
    }

    private static Turn? OfKind(Event e) => e switch
    {
        Event.TransactionStarted => new(TransactionStatus.Running, Due.AtOnce, null),
        // What it goes on as is said by the event after it.
        Event.UndoRequested => new(TransactionStatus.Running, Due.AtOnce, null),
        Event.CompensationStarted x => new(TransactionStatus.Compensating, Due.AtOnce, x.Cause),
        Event.TransactionSuspended x => new(TransactionStatus.Suspended, x.Cause.ResumesByItself() ? Due.AtOnce : Due.Never, x.Reason),
        Event.TransactionResumed x => new(x.Status, Due.AtOnce, ""),
        Event.TransactionCompleted => new(TransactionStatus.Completed, Due.Never, ""),
        Event.TransactionCompensated x => new(TransactionStatus.Compensated, Due.Never, x.Failure),
        Event.TransactionFailed x => new(TransactionStatus.Failed, Due.Never, x.Failure),
        _ => null,
    };
}
