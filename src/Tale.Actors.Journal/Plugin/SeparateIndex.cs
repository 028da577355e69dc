using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Index;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>
/// The index of a journal that is not Tale's: in a database of its own, written by the coordinators through the same group commit as Tale's
/// journals. Only starts, and what makes a transaction due sooner, are waited for.
/// </summary>
internal abstract class SeparateIndex : ITransactionIndex, ITransactionIndexWriter, IAdmission, ISuspensionMarks, ILeasedIndex
{
    private readonly SqlTransactionIndex _reader;
    private readonly WriterLoop _writer;
    private readonly Deletes _deletes;
    private readonly JournalLoad _load;
    private readonly ILoggingAdapter _log;
    private int _isMissing;

    /// <param name="system">Whose end is the writer's too.</param>
    /// <param name="section">The index's section, defaults included.</param>
    /// <param name="path">The section's path, for messages.</param>
    /// <param name="store">Where the rows are written.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="time">Measures how long the database takes.</param>
    protected SeparateIndex(
        ExtendedActorSystem system, Config section, string path, IEventStore store, SqlTransactionIndex reader, TimeProvider time)
    {
        _reader = reader;
        _log = Logging.GetLogger(system, "tale-index");
        _writer = WriterLoop.Start(store, WriterSettings.Read(section, path, "index"), _log, time);
        _deletes = Deletes.Start(store, _writer, _log, time);
        _load = new JournalLoad(_writer, AdmissionLimits.Read(section, path));
        system.RegisterOnTermination(_deletes.Dispose);
        system.RegisterOnTermination(_writer.Dispose);
    }

    /// <inheritdoc />
    public (RejectionReason Reason, string Message)? Refusal => _load.Refusal;

    /// <inheritdoc />
    public ILeases<ILease> Take(ActorSystem system, string node, TimeSpan duration) => _reader.Take(system, node, duration);

    /// <inheritdoc />
    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _reader.QueryAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _reader.CountAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default) =>
        _reader.DueAsync(now, after, limit, cancellationToken);

    /// <inheritdoc />
    public Task StoreAsync(string transactionId, IndexChange change) => WriteAsync(transactionId, IndexUpdate.Add(null, change));

    /// <inheritdoc />
    public void Record(string transactionId, IndexChange change) => _ = TryAsync(() => StoreAsync(transactionId, change));

    /// <inheritdoc />
    public void Restore(string transactionId, IReadOnlyList<IndexChange> changes)
    {
        IndexUpdate? row = null;
        foreach (var change in changes.SkipWhile(change => change is not IndexChange.Opened))
            row = IndexUpdate.Add(row, change);
        if (row is not null)
            _ = TryAsync(() => WriteAsync(transactionId, row));
    }

    /// <inheritdoc />
    public void Forget(string transactionId, DateTimeOffset openedBefore) => _ = TryAsync(async () =>
    {
        if (await _deletes.RunAsync(deleter => deleter.DeleteUnstarted(transactionId, openedBefore) ? 1 : 0).ConfigureAwait(false) == 1)
        {
            _log.Warning(
                "Transaction {0} had a row in the index and has no event in the journal; the row is deleted. "
                + "A start that was refused or cut off leaves that behind; otherwise the journal has lost its log.", transactionId);
        }
    });

    /// <inheritdoc />
    public Task<bool> TryMarkSuspendedAsync(string transactionId, DateTimeOffset at, string reason) => TryAsync(() => _writer.RunAsync(writer =>
    {
        writer.MarkSuspended(transactionId, at, reason);
        return 0;
    }));

    private Task WriteAsync(string transactionId, IndexUpdate update) =>
        _writer.WriteAsync([new EventWrite(TransactionIds.PersistenceIdOf(transactionId), [], update)]);

    // What is missing is restored from the log when the row is due, which it is until it says that the transaction has ended.
    private async Task<bool> TryAsync(Func<Task> change)
    {
        try
        {
            await change().ConfigureAwait(false);
            Volatile.Write(ref _isMissing, 0);
            return true;
        }
        catch (Exception e)
        {
            if (Interlocked.Exchange(ref _isMissing, 1) == 0)
            {
                _log.Warning(
                    "The transaction index misses changes ({0}: {1}); the watchdog restores them from the log.",
                    e.GetType().Name, e.Message);
            }
            return false;
        }
    }
}
