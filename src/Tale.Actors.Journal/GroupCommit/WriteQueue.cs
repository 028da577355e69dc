using System.Diagnostics;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// The bounded queue in front of a writer loop. It also knows the last write of every persistence id that is not settled yet, so that a
/// recovery can wait for it instead of reading a sequence number that is about to be taken.
/// </summary>
/// <param name="capacity">The most writes that wait.</param>
/// <param name="capacityBytes">The most bytes of events that wait, but for those of the last write.</param>
/// <param name="linger">How long a batch that is much smaller than usual waits for more; zero: not at all.</param>
/// <param name="watch">
/// How long the loop watches for the next write before it sleeps, while batches are small: to wake it takes a good part of what a commit takes. Zero: not at
/// all, because a server of its own needs the processor meanwhile.
/// </param>
internal sealed class WriteQueue(int capacity, long capacityBytes, TimeSpan linger, TimeSpan watch = default)
{
    private const int ConfirmedAtOnce = 4;

    // Batches that are usually smaller than this are not waited for.
    private const int WorthWaitingFor = 32;

    private readonly object _lock = new();
    private readonly Queue<PendingWrite> _writes = new();
    private readonly Queue<WriterJob> _jobs = new();
    private readonly Dictionary<string, PendingWrite> _unsettled = [];
    private long _bytes;
    private int _usual;
    private int _expected;
    private bool _closed;
    private volatile bool _isAwaited;   // nothing has come since the loop took all there was

    /// <summary>How many writes wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _writes.Count;
        }
    }

    /// <summary>How many bytes of events wait.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>Whether <see cref="Take"/> would return at once.</summary>
    public bool HasWork
    {
        get
        {
            lock (_lock)
                return _writes.Count > 0 || _jobs.Count > 0;
        }
    }

    /// <exception cref="JournalOverloadedException">It is full.</exception>
    public void Add(PendingWrite write)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (_writes.Count >= capacity)
                throw JournalOverloadedException.Writes(capacity);
            if (_bytes >= capacityBytes)
                throw JournalOverloadedException.Bytes(_bytes, capacityBytes);
            _writes.Enqueue(write);
            _bytes += write.Bytes;
            foreach (var part in write.Writes)
                _unsettled[part.PersistenceId] = write;
            _isAwaited = false;
            if (_writes.Count >= _expected)
                Monitor.Pulse(_lock);
        }
    }

    public void Add(WriterJob job)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            _jobs.Enqueue(job);
            _isAwaited = false;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Waits for work, then takes one job, or else as many writes as fit into a batch.</summary>
    /// <returns>False once the queue is closed and empty.</returns>
    public bool Take(int maxEvents, long maxBytes, List<PendingWrite> batch, out WriterJob? job)
    {
        batch.Clear();
        WatchForMore();
        lock (_lock)
        {
            while (_writes.Count == 0 && _jobs.Count == 0 && !_closed)
                Monitor.Wait(_lock);
            WaitForMore();
            var (events, bytes) = (0, 0L);
            while (_writes.TryPeek(out var write)
                && (batch.Count == 0 || (events + write.Events <= maxEvents && bytes + write.Bytes <= maxBytes)))
            {
                (events, bytes) = (events + write.Events, bytes + write.Bytes);
                batch.Add(_writes.Dequeue());
            }
            _bytes -= bytes;
            _usual = Math.Max(batch.Count, _usual - (_usual / 4));
            job = _jobs.Count > 0 ? _jobs.Dequeue() : null;
            _isAwaited = _writes.Count + _jobs.Count == 0 && !_closed;
            return batch.Count > 0 || job is not null;
        }
    }

    private void WatchForMore()
    {
        if (watch == TimeSpan.Zero || _usual > ConfirmedAtOnce)
            return;
        for (var since = Stopwatch.GetTimestamp(); _isAwaited && Stopwatch.GetElapsedTime(since) < watch;)
            Thread.SpinWait(10);
    }

    /// <summary>
    /// A commit costs much the same for one write as for a hundred. While batches are large, one that would be much smaller than usual
    /// waits for a moment: the writes that are on their way take the processor instead of another commit.
    /// </summary>
    private void WaitForMore()
    {
        if (linger == TimeSpan.Zero || _usual < WorthWaitingFor || _writes.Count >= _usual / 2 || _jobs.Count > 0 || _closed)
            return;
        _expected = _usual / 2;
        Monitor.Wait(_lock, linger);
        _expected = 0;
    }

    /// <summary>Answers those that have waited for too long: the database hangs, and nobody knows what it will have stored.</summary>
    public void GiveUpAfter(TimeSpan timeout)
    {
        PendingWrite[] unsettled;
        lock (_lock)
            unsettled = [.. _unsettled.Values.Distinct()];
        foreach (var write in unsettled)
            write.GiveUpAfter(timeout);
    }

    /// <summary>Confirms writes to their callers, in order.</summary>
    public void Settle(List<PendingWrite> writes)
    {
        lock (_lock)
        {
            foreach (var write in writes)
            {
                foreach (var part in write.Writes)
                {
                    if (_unsettled.TryGetValue(part.PersistenceId, out var last) && last == write)
                        _unsettled.Remove(part.PersistenceId);
                }
            }
        }
        // A few are told at once, which saves a change of threads while somebody waits; for many the writer goes on with the next batch
        // meanwhile.
        if (writes.Count <= ConfirmedAtOnce)
            Complete(writes);
        else
            ThreadPool.UnsafeQueueUserWorkItem(Complete, new List<PendingWrite>(writes), preferLocal: false);
    }

    private static void Complete(List<PendingWrite> writes)
    {
        foreach (var write in writes)
            write.Complete();
    }

    /// <summary>Ends when no write of this id is queued or under way; never fails.</summary>
    public async Task WhenSettledAsync(string persistenceId)
    {
        while (Last(persistenceId) is { } write)
            await write.Settled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _isAwaited = false;
            Monitor.PulseAll(_lock);
        }
    }

    private PendingWrite? Last(string persistenceId)
    {
        lock (_lock)
            return _unsettled.GetValueOrDefault(persistenceId);
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw new JournalUnavailableException("The journal is stopped.");
    }
}
