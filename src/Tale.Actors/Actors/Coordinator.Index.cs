using Akka.Actor;
using Akka.Event;
using Tale.Actors.Core;
using Tale.Actors.Index;

namespace Tale.Actors.Actors;

// The index of a journal that does not keep it itself. The row is stored before the first event, and before every event that makes the transaction
// due sooner: then whatever a crash keeps from the index, the watchdog wakes the transaction in time, and its row is restored from the log.
internal sealed partial class Coordinator
{
    /// <summary>What will be written once the row is stored.</summary>
    private (TransactionState State, List<Event> Events)? _opening;

    /// <summary>When the row is due as far as it was sent there; null: never, or there is none.</summary>
    private DateTimeOffset? _rowDueAt;

    /// <summary>Something is being stored; what arrives waits.</summary>
    private bool IsBusy => _write is not null || _opening is not null;

    /// <summary>Null: the journal writes the index, in the commit of the events.</summary>
    private ITransactionIndexWriter? IndexWriter => _tale.Index as ITransactionIndexWriter;

    private void Store(TransactionState state, List<Event> events)
    {
        var stored = IndexWriter is { } writer && DueSooner(events) is { } change ? writer.StoreAsync(_id, change) : Task.CompletedTask;
        if (stored.IsCompletedSuccessfully)
        {
            Write(state, events);
            return;
        }
        _opening = (state, events);
        stored.WaitAsync(_tale.Settings.WriteTimeout).PipeTo(Self, success: () => RowStored.Instance, failure: cause => new RowFailed(cause));
    }

    private IndexChange? DueSooner(List<Event> events) =>
        events.Select(IndexChange.Of).LastOrDefault(change => change is not null) is { NextDueAt: { } dueAt } change && (_rowDueAt is null || dueAt < _rowDueAt)
            ? change
            : null;

    private void OnRowStored()
    {
        var (state, events) = _opening!.Value;
        _opening = null;
        Write(state, events);
    }

    private void OnRowFailed(Exception cause)
    {
        var error = cause.GetBaseException();
        Context.GetLogger().Warning("Transaction {0}: the index did not take a change ({1})", _id, error.GetType().Name);
        if (_state is not null)
        {
            // Under way and in memory: an index in trouble does not stop it. Until its row is restored, a crash could have it resumed late.
            OnRowStored();
            return;
        }
        _opening = null;
        RefuseStarters($"The transaction index did not take the start, and nothing was stored in the journal: {error.Message} Try again later with the same id.");
    }

    private void Record(Event e)
    {
        if (IndexWriter is not { } writer || IndexChange.Of(e) is not { } change)
            return;
        _rowDueAt = change.NextDueAt;
        if (change is not IndexChange.Opened)
            writer.Record(_id, change);
    }

    private void RestoreRow(List<IndexChange> changes)
    {
        _rowDueAt = changes.Count > 0 ? changes[^1].NextDueAt : null;
        IndexWriter?.Restore(_id, changes);
    }

    /// <summary>Woken for a row whose log is empty: a crash, or the journal, came between the two.</summary>
    private void ForgetUnstarted()
    {
        if (_state is null && _recovered is null)
            IndexWriter?.Forget(_id, Now - _tale.Settings.KeepUnstarted);
    }

    private sealed class RowStored : INoSerializationVerificationNeeded
    {
        public static readonly RowStored Instance = new();
    }

    private sealed record RowFailed(Exception Cause) : INoSerializationVerificationNeeded;
}
