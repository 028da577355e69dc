using System.Collections.Immutable;

namespace Tale.Actors.Operations;

/// <summary>The fold of the book: the operations of the node, in the order in which they were opened.</summary>
internal sealed record BookState
{
    /// <summary>How many of those that are over are kept.</summary>
    public const int MaxClosed = 100;

    public ImmutableList<Entry> Entries { get; init; } = [];

    /// <summary>How many are at work.</summary>
    public int Open => Entries.Count(entry => !entry.IsClosed);

    /// <summary>Those that are kept no longer: there are more than enough that closed after them.</summary>
    public IEnumerable<Entry> TooMany =>
        Entries.Where(entry => entry.IsClosed).OrderByDescending(entry => entry.ClosedAs).Skip(MaxClosed);

    /// <summary>Every event of the log before this number is about operations that are forgotten.</summary>
    public long? OldestKept => Entries.IsEmpty ? null : Entries[0].SequenceNr;

    public Entry? Find(string operationId) => Entries.Find(entry => entry.Opened.OperationId == operationId);

    /// <param name="sequenceNr">The event's number.</param>
    /// <exception cref="InvalidOperationException">The event cannot be read by this version, or does not belong in this log.</exception>
    public BookState Apply(OperationEvent e, long sequenceNr) => e switch
    {
        OperationEvent.Opened x => this with { Entries = Entries.Add(new Entry(x, sequenceNr, null)) },
        // The beginning of the log is deleted with what it is about: there may be no entry.
        OperationEvent.Closed x => Find(x.OperationId) is { } entry
            ? this with { Entries = Entries.Replace(entry, entry with { ClosedAs = sequenceNr }) }
            : this,
        OperationEvent.Forgotten x => this with { Entries = Entries.RemoveAll(entry => entry.Opened.OperationId == x.OperationId) },
        OperationEvent.Unreadable x => throw new InvalidOperationException(
            $"The book of operations holds '{x.Manifest}', which cannot be read here: {x.Problem}. Start the version that wrote it."),
        _ => throw new InvalidOperationException($"The book of operations holds {e.GetType().Name}, which does not belong there."),
    };

    /// <param name="SequenceNr">The number of the event that opened it.</param>
    /// <param name="ClosedAs">The number of the event that closed it; null: it is at work.</param>
    internal sealed record Entry(OperationEvent.Opened Opened, long SequenceNr, long? ClosedAs)
    {
        public bool IsClosed => ClosedAs is not null;
    }
}
