using Tale.Actors.Core;
using Tale.Actors.Index;

namespace Tale.Actors.Coordination;

/// <summary>
/// A transaction's row in an index that its journal does not keep. The row is stored before the first event, and before every event
/// that makes the transaction due sooner, or that it is not due for: then whatever a crash keeps from the index, the watchdog wakes the transaction in time, and
/// its row is restored from the log.
/// </summary>
/// <param name="writer">Null: the journal writes the index, in the commit of the events, and there is nothing to do here.</param>
internal sealed class IndexRow(ITransactionIndexWriter? writer, string transactionId)
{
    /// <summary>When the row is due as far as it was sent there; null: never, or there is none.</summary>
    private DateTimeOffset? _dueAt;

    /// <summary>What has to be stored before these events; a completed task when nothing has to be.</summary>
    public Task BeforeWrite(IReadOnlyList<Event> events)
    {
        if (writer is null)
            return Task.CompletedTask;
        // A transaction that begins with a wait is due later; its row is there first.
        var last = events[0] is Event.TransactionStarted
            ? IndexChange.Of(events[0])
            : events.Select(IndexChange.Of).LastOrDefault(change => change is not null);
        // One that was not due, as it waited for an operator, and ends with this very write, would never be looked at after a crash.
        if (last is { NextDueAt: null } && _dueAt is null)
            last = new IndexChange.DueChanged(last.At, Due.AtOnce);
        return last is { NextDueAt: { } dueAt } && (_dueAt is null || dueAt < _dueAt)
            ? writer.StoreAsync(transactionId, last)
            : Task.CompletedTask;
    }

    /// <summary>The event is in the log.</summary>
    public void Record(Event e)
    {
        if (writer is null || IndexChange.Of(e) is not { } change)
            return;
        _dueAt = change.NextDueAt;
        if (change is not IndexChange.Opened)
            writer.Record(transactionId, change);
    }

    /// <summary>The log has been read: the row follows it.</summary>
    public void Restore(LogSummary log)
    {
        _dueAt = log.DueAt;
        writer?.Restore(transactionId, IndexChange.Of(log));
    }

    /// <summary>The log is empty: a crash, or the journal, came between the row and the first event.</summary>
    public void Forget(DateTimeOffset openedBefore) => writer?.Forget(transactionId, openedBefore);
}
