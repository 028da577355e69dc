using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Loops;

/// <summary>One persistent actor's write on its way to the database: stored as a whole or not at all.</summary>
internal sealed class PendingWrite(IReadOnlyList<EventWrite> writes, CancellationToken cancellationToken)
{
    // Continuations run on whoever completes it: the loop confirms a whole batch from one pool thread instead of scheduling each.
    private readonly TaskCompletionSource _completion = new();

    public IReadOnlyList<EventWrite> Writes => writes;

    public int Events { get; } = writes.Sum(write => write.Events.Count);

    public long Bytes { get; } = writes.Sum(write => write.Events.Sum(stored => (long)stored.Data.Length));

    public Task Task => _completion.Task;

    /// <summary>The caller has given up while it was still queued; what was not begun need not be done.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    /// <summary>Null: stored.</summary>
    public Exception? Failure { get; set; }

    public void Complete()
    {
        if (Failure is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(Failure);
    }
}
