using System.Collections.Immutable;

namespace Tale.Actors.Operations;

/// <summary>
/// The events of operations. <see cref="Opened"/>, <see cref="Closed"/> and <see cref="Forgotten"/> are in the log of the node's book, the
/// others in the operation's own. Fields are only ever added.
/// </summary>
internal abstract record OperationEvent(DateTimeOffset At)
{
    /// <summary>Accepted. Only transactions that were started up to then are meant.</summary>
    internal sealed record Opened(
        DateTimeOffset At, string OperationId, BulkAction Action, string? Step, OperationFilter Filter, string Who, string Why)
        : OperationEvent(At);

    /// <summary>The operation is over, as its own log says.</summary>
    internal sealed record Closed(DateTimeOffset At, string OperationId) : OperationEvent(At);

    /// <summary>Enough others are over since: it is not listed any more, and its log is deleted.</summary>
    internal sealed record Forgotten(DateTimeOffset At, string OperationId) : OperationEvent(At);

    /// <summary>How many transactions matched before the first had its turn.</summary>
    internal sealed record Counted(DateTimeOffset At, long Matched) : OperationEvent(At);

    /// <summary>A page of transactions that is about to have its turn. Said before, so that a crash in the middle loses no count.</summary>
    /// <param name="Settled">What became of the page before.</param>
    /// <param name="Cursor">The last id that was read; the next page is read after it.</param>
    /// <param name="Page">The ids that matched.</param>
    internal sealed record PageTaken(DateTimeOffset At, Tally Settled, string Cursor, ImmutableArray<string> Page) : OperationEvent(At);

    /// <summary>Somebody stopped it.</summary>
    /// <param name="Settled">What became of the page so far.</param>
    /// <param name="InFlight">Those of the page that have had the command, and have not answered: the last ones that are settled.</param>
    internal sealed record StopRequested(DateTimeOffset At, string Who, Tally Settled, ImmutableArray<string> InFlight) : OperationEvent(At);

    /// <summary>The last event.</summary>
    /// <param name="Settled">What became of the last page.</param>
    internal sealed record Ended(DateTimeOffset At, Tally Settled) : OperationEvent(At);

    /// <summary>What this version cannot read. Never written.</summary>
    internal sealed record Unreadable(string Manifest, string Problem) : OperationEvent(default(DateTimeOffset));
}
