using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A page of a history while its part of the log is being read. Bounded in entries and in bytes; one entry always fits.</summary>
internal sealed class HistoryPage(GetHistory question)
{
    /// <summary>About as much as one message, or one answer over HTTP, should hold.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>What an entry takes beside its texts and its payload.</summary>
    private const int EntryBytes = 100;

    private readonly List<HistoryEntry> _entries = [];
    private bool _isEnded;

    /// <summary>The number of the next event to be read. The one before the page is read too: it may be the end.</summary>
    public long Next { get; private set; } = Math.Max(1, question.After);

    public long Bytes { get; private set; }

    public bool IsFull => _entries.Count >= question.Limit || Bytes >= MaxBytes;

    /// <summary>How many more events there may be room for, the one before the page counted.</summary>
    public int Room => question.Limit - _entries.Count + 1;

    public void Add(Event e, long sequenceNr)
    {
        if (IsFull)
            return;
        Next = sequenceNr + 1;
        _isEnded = Histories.IsEnd(e);
        if (sequenceNr <= question.After)
            return;
        var entry = Histories.Of(e, sequenceNr);
        if (!question.WithPayloads)
            entry = entry with { Payload = null };
        _entries.Add(entry);
        Bytes += SizeOf(entry);
    }

    /// <param name="last">The number of the last event in the log; 0: there is none.</param>
    public IWithTransactionId Answer(long last)
    {
        if (last == 0)
            return new TransactionNotFound(question.TransactionId);
        return last < question.After
            ? new TransactionRejected(
                question.TransactionId, RejectionReason.InvalidCommand,
                $"There is no revision {question.After} to go on from: the log has {last}.")
            : new TransactionHistory(question.TransactionId, _entries, last, _isEnded && Next > last);
    }

    private static long SizeOf(HistoryEntry entry) =>
        EntryBytes + (entry.Payload?.Data.Length ?? 0) + (entry.Text?.Length ?? 0) + (entry.Failure?.Message?.Length ?? 0)
        + (entry.Intervention?.Why.Length ?? 0) + entry.Attempts.Sum(attempt => EntryBytes + attempt.Step.Length);
}
