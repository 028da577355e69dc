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
        _ => Due.AtOnce,
    };

    /// <summary>Insert a row: a transaction has started. It is due at once.</summary>
    internal sealed record Opened(DateTimeOffset At, string TransactionId, string Definition, int Version) : IndexChange(At);

    /// <summary>The status changed; a final one sets the end and clears the due time.</summary>
    /// <param name="DueAt">Null: nothing is due (it ended, or waits for an operator).</param>
    /// <param name="Failure">Null: the text stays as it is. Empty: there is none any more.</param>
    internal sealed record StatusChanged(DateTimeOffset At, TransactionStatus Status, DateTimeOffset? DueAt, string? Failure)
        : IndexChange(At)
    {
        public bool IsFinal => Status.IsFinal();
    }

    /// <summary>Only the time by which it must be in memory changed.</summary>
    /// <param name="DueAt">Null: nothing is due.</param>
    internal sealed record DueChanged(DateTimeOffset At, DateTimeOffset? DueAt) : IndexChange(At);

    /// <summary>
    /// What this persisted payload changes; null for most events and for everything that is not an event of a transaction.
    /// </summary>
    internal static IndexChange? Of(object? payload) => payload switch
    {
        Event.TransactionStarted e => new Opened(e.At, e.TransactionId, e.Definition, e.Version),
        Event e when Turn.Of(e) is { } turn => Of(e.At, turn),
        _ => null,
    };

    /// <summary>The changes that make the row of a transaction what its log says.</summary>
    internal static IReadOnlyList<IndexChange> Of(LogSummary log)
    {
        var started = log.Started;
        var opened = new Opened(started.At, started.TransactionId, started.Definition, started.Version);
        return log.Status == TransactionStatus.Running && log.DueAt == Due.AtOnce
            ? [opened]
            : [opened, new StatusChanged(log.UpdatedAt, log.Status, log.DueAt, Cut(log.Text))];
    }

    private static IndexChange Of(DateTimeOffset at, Turn turn)
    {
        var dueAt = turn.DueAt == Due.Never ? null : turn.DueAt;
        return turn.Status is { } status ? new StatusChanged(at, status, dueAt, Cut(turn.Text)) : new DueChanged(at, dueAt);
    }

    private static string? Cut(string? text) => text is null || text.Length <= MaxFailureLength
        ? text
        : text[..(char.IsHighSurrogate(text[MaxFailureLength - 1]) ? MaxFailureLength - 1 : MaxFailureLength)];
}
