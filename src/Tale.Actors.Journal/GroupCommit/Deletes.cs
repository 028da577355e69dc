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

    private readonly WriterLoop _writer;
    private readonly ILoggingAdapter _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly KeptConnection<IEventDeleter>? _connection;
    private volatile bool _isDelayed;

    private Deletes(IEventStore store, WriterLoop writer, ILoggingAdapter log, TimeProvider time)
    {
        (_writer, _log, _time) = (writer, log, time);
        _connection = store.OpenDeleter is { } open ? new KeptConnection<IEventDeleter>(open, store.IsUnavailable) : null;
    }

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
        if (_connection is null)
            return await _writer.RunAsync(connection => delete((IEventDeleter)connection)).ConfigureAwait(false);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        for (var delay = _retryDelay; ; delay = delay * 2 < _maxRetryDelay ? delay * 2 : _maxRetryDelay)
        {
            if (_writer.Trouble is { } trouble)
                throw new JournalUnavailableException(trouble);
            if (await TryAsync(_connection, delete, ends.Token).ConfigureAwait(false) is { } result)
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
        _connection?.Dispose();
    }

    private async Task<long?> TryAsync(
        KeptConnection<IEventDeleter> connection, Func<IEventDeleter, long> delete, CancellationToken ends)
    {
        await _turn.WaitAsync(ends).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(connection, delete), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private long? Run(KeptConnection<IEventDeleter> connection, Func<IEventDeleter, long> delete)
    {
        try
        {
            var result = connection.Use(delete);
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
            connection.Dispose();
            throw;
        }
    }
}
