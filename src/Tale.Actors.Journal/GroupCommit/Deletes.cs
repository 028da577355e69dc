using Akka.Event;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// Deletes, one at a time. Where the store can, they go beside the writes on a connection of their own, which the first one opens: a lock
/// of somebody else's delays a delete there and no write. Otherwise they go between two batches of writes.
/// </summary>
internal sealed class Deletes : IDisposable
{
    private static readonly TimeSpan _retryDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _maxRetryDelay = TimeSpan.FromSeconds(10);

    private readonly IEventStore _store;
    private readonly WriterLoop _writer;
    private readonly ILoggingAdapter _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private IEventDeleter? _deleter;
    private volatile bool _isDelayed;

    private Deletes(IEventStore store, WriterLoop writer, ILoggingAdapter log, TimeProvider time) =>
        (_store, _writer, _log, _time) = (store, writer, log, time);

    /// <param name="store">What is deleted from.</param>
    /// <param name="writer">Deletes where there is one writer only, and knows whether the database is in trouble.</param>
    /// <param name="log">Told when deletes have to wait.</param>
    /// <param name="time">Measures the wait for another try.</param>
    public static Deletes Start(IEventStore store, WriterLoop writer, ILoggingAdapter log, TimeProvider time) =>
        new(store, writer, log, time);

    /// <summary>Runs a delete; while somebody else has locked what is to go, tries again later.</summary>
    /// <param name="delete">What to do; it may be done again.</param>
    /// <param name="cancellation">Ends the wait for another try.</param>
    /// <exception cref="JournalUnavailableException">The database is in trouble.</exception>
    public async Task<long> RunAsync(Func<IEventDeleter, long> delete, CancellationToken cancellation = default)
    {
        if (_store.OpenDeleter is not { } open)
            return await _writer.RunAsync(connection => delete((IEventDeleter)connection)).ConfigureAwait(false);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        for (var delay = _retryDelay; ; delay = delay * 2 < _maxRetryDelay ? delay * 2 : _maxRetryDelay)
        {
            if (_writer.Trouble is { } trouble)
                throw new JournalUnavailableException(trouble);
            if (await TryAsync(open, delete, ends.Token).ConfigureAwait(false) is { } result)
                return result;
            await Task.Delay(delay, _time, ends.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the waits; a delete under way ends with its statement.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _ = CloseAsync();
    }

    private async Task CloseAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        Close();
    }

    private async Task<long?> TryAsync(Func<IEventDeleter> open, Func<IEventDeleter, long> delete, CancellationToken ends)
    {
        await _turn.WaitAsync(ends).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(open, delete), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private long? Run(Func<IEventDeleter> open, Func<IEventDeleter, long> delete)
    {
        try
        {
            var result = delete(_deleter ??= open());
            _isDelayed = false;
            return result;
        }
        catch (DeleteDelayedException e)
        {
            if (!_isDelayed)
                _log.Warning("Deletes wait, and are tried again, because somebody else has locked what is to go: {0}", e.Message);
            _isDelayed = true;
            return null;
        }
        catch
        {
            Close();
            throw;
        }
    }

    private void Close()
    {
        try
        {
            _deleter?.Dispose();
        }
        catch (Exception e)
        {
            _log.Debug("Closing a broken connection failed: {0}", e.Message);
        }
        _deleter = null;
    }
}
