using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>What an event changes in the index. Most events change nothing, and then the index is not written.</summary>
internal abstract record IndexChange(DateTimeOffset At)
{
    /// <summary>The longest failure text that the index keeps.</summary>
    internal const int MaxFailureLength = 500;

    /// <summary>By when the transaction must be in memory after this; null: nothing is due.</summary>
    public DateTimeOffset? NextDueAt => this switch
    {
        StatusChanged change => change.DueAt,
        DueChanged change => change.DueAt,
        _ => At,
    };

    /// <summary>Insert a row: a transaction has started. It is due from its start.</summary>
    internal sealed record Opened(DateTimeOffset At, string TransactionId, string Definition, int Version) : IndexChange(At);

    /// <summary>The status changed; a final one sets the end and clears the due time.</summary>
    /// <param name="DueAt">Null: nothing is due (it ended, or waits for an operator).</param>
    /// <param name="Failure">Null: the text stays as it is.</param>
    internal sealed record StatusChanged(DateTimeOffset At, TransactionStatus Status, DateTimeOffset? DueAt, string? Failure) : IndexChange(At)
    {
        public bool IsFinal => Status.IsFinal();
    }

    /// <summary>Only the time by which it must be in memory changed.</summary>
    internal sealed record DueChanged(DateTimeOffset At, DateTimeOffset DueAt) : IndexChange(At);

    /// <summary>What this persisted payload changes; null for most events and for everything that is not an event of a transaction.</summary>
    internal static IndexChange? Of(object? payload) => payload switch
    {
        Event.TransactionStarted e => new Opened(e.At, e.TransactionId, e.Definition, e.Version),
        Event.CompensationStarted e => new StatusChanged(e.At, TransactionStatus.Compensating, e.At, Cut(e.Cause)),
        Event.TransactionSuspended { Cause: SuspensionCause.OperatorNeeded } e => new StatusChanged(e.At, TransactionStatus.Suspended, null, Cut(e.Reason)),
        Event.TransactionSuspended e => new StatusChanged(e.At, TransactionStatus.Suspended, e.At, Cut(e.Reason)),
        Event.TransactionResumed e => new StatusChanged(e.At, e.Status, e.At, null),
        Event.TransactionCompleted e => new StatusChanged(e.At, TransactionStatus.Completed, null, null),
        Event.TransactionCompensated e => new StatusChanged(e.At, TransactionStatus.Compensated, null, Cut(e.Failure)),
        Event.TransactionFailed e => new StatusChanged(e.At, TransactionStatus.Failed, null, Cut(e.Failure)),
        Event.StepAttemptFailed { DueAt: { } dueAt } e => new DueChanged(e.At, dueAt),
        Event.CompensationAttemptFailed { DueAt: { } dueAt } e => new DueChanged(e.At, dueAt),
        _ => null,
    };

    private static string Cut(string text) => text.Length <= MaxFailureLength
        ? text
        : text[..(char.IsHighSurrogate(text[MaxFailureLength - 1]) ? MaxFailureLength - 1 : MaxFailureLength)];
}
