using Akka.Actor;
using Akka.Event;
using Tale.Actors.Core;
using Tale.Actors.Index;

namespace Tale.Actors.Actors;

// The index of a journal that does not keep it itself. Its row is stored before the first event, so that whatever has a log is found after a crash;
// what changes later may be lost on its way, because the row stays due and the watchdog has it restored from the log.
internal sealed partial class Coordinator
{
    /// <summary>What will be written once the row is stored.</summary>
    private (TransactionState State, Event.TransactionStarted Started)? _opening;

    /// <summary>Something is being stored; what arrives waits.</summary>
    private bool IsBusy => _write is not null || _opening is not null;

    /// <summary>Null: the journal writes the index, in the commit of the events.</summary>
    private ITransactionIndexWriter? IndexWriter => _tale.Index as ITransactionIndexWriter;

    private void Begin(TransactionState state, Event.TransactionStarted started)
    {
        var opened = IndexWriter?.OpenAsync((IndexChange.Opened)IndexChange.Of(started)!) ?? Task.CompletedTask;
        if (opened.IsCompletedSuccessfully)
        {
            Write(state, [started]);
            return;
        }
        _opening = (state, started);
        opened.WaitAsync(_tale.Settings.WriteTimeout).PipeTo(Self, success: () => RowStored.Instance, failure: cause => new RowFailed(cause));
    }

    private void OnRowStored()
    {
        var (state, started) = _opening!.Value;
        _opening = null;
        Write(state, [started]);
    }

    private void OnRowFailed(Exception cause)
    {
        _opening = null;
        var error = cause.GetBaseException();
        Context.GetLogger().Warning("Transaction {0}: the index did not take the start ({1})", _id, error.GetType().Name);
        RefuseStarters($"The transaction index did not take the start, and nothing was stored in the journal: {error.Message} Try again later with the same id.");
    }

    private void Record(Event e)
    {
        if (IndexWriter is { } writer && IndexChange.Of(e) is { } change and not IndexChange.Opened)
            writer.Record(_id, change);
    }

    /// <summary>Woken for a row whose log is empty: a crash, or the journal, came between the two.</summary>
    private void ForgetUnstarted()
    {
        if (_state is null && _recovered is null)
            IndexWriter?.Forget(_id, Now - _tale.Settings.KeepUnstarted);
    }

    private sealed class RowStored
    {
        public static readonly RowStored Instance = new();
    }

    private sealed record RowFailed(Exception Cause);
}
