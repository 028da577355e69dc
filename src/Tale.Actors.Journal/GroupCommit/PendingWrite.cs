using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>One persistent actor's write on its way to the database: stored as a whole or not at all.</summary>
/// <param name="writes">What is stored.</param>
/// <param name="answer">
/// Called once, with null when it is stored: by the loop, or earlier when the database hangs and the caller must not wait any longer.
/// </param>
/// <param name="time">Tells how long it has waited.</param>
internal sealed class PendingWrite(IReadOnlyList<EventWrite> writes, Action<Exception?>? answer, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _queuedAt = time.GetTimestamp();
    private TaskCompletionSource? _settled;
    private bool _isSettled;
    private int _answered;

    public IReadOnlyList<EventWrite> Writes => writes;

    /// <summary>A change of the index alone counts as one.</summary>
    public int Events { get; } = writes.Sum(write => Math.Max(1, write.Events.Count));

    public long Bytes { get; } = writes.Sum(write => write.Events.Sum(stored => (long)stored.Data.Length));

    /// <summary>The caller was told that the outcome is unknown while it was still queued; what was not begun need not be done.</summary>
    public bool IsAbandoned => Volatile.Read(ref _answered) != 0;

    /// <summary>Null: stored.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Ends when the database has answered, with the failure if there was one. Made when asked for, which is rare.</summary>
    public Task Settled
    {
        get
        {
            lock (_lock)
            {
                _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_isSettled)
                    Set(_settled);
                return _settled.Task;
            }
        }
    }

    public void Complete()
    {
        Answer(Failure);
        lock (_lock)
        {
            _isSettled = true;
            if (_settled is not null)
                Set(_settled);
        }
    }

    /// <summary>Tells the caller that nobody knows, if it has waited for longer than this.</summary>
    public void GiveUpAfter(TimeSpan timeout)
    {
        var waited = time.GetElapsedTime(_queuedAt);
        if (waited <= timeout)
            return;
        var milliseconds = (long)waited.TotalMilliseconds;
        Answer(new TimeoutException($"The database has not answered for {milliseconds} ms. Whether the write is stored is unknown."));
    }

    private void Answer(Exception? failure)
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0)
            answer?.Invoke(failure);
    }

    private void Set(TaskCompletionSource settled)
    {
        if (Failure is null)
            settled.TrySetResult();
        else
            settled.TrySetException(Failure);
    }
}
