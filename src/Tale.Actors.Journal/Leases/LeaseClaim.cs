using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Leases;

/// <summary>
/// One node's claim to the row of ownership. An owner is followed when it has released the row, when its process has ended for certain, or when
/// its lease has lasted to its end without a sign of life. For one thread at a time.
/// </summary>
/// <param name="isShared">The owner is several processes, and the end of one says nothing about it.</param>
internal sealed class LeaseClaim(
    ILeaseDatabase database, string owner, string name, TimeSpan duration, TimeProvider time, bool isShared = false) : ILeaseClaim
{
    private readonly KeptStore<ILeaseStore> _store = new(database.Open);
    private ProcessLock? _lock;
    private Watched? _watched;
    private DateTimeOffset? _takenAt;   // what is shared may be somebody else's in between, and be had again by another process

    public ILeaseDatabase Database => database;

    public TimeSpan Duration => duration;

    public string? Impediment => null;

    public TimeSpan Retry => duration / 10 < TimeSpan.FromSeconds(1) ? duration / 10 : TimeSpan.FromSeconds(1);

    public string Remedy(LeaseRow row) => "Stop that node first, or give this one a database of its own.";

    public LeaseRow? TryTake() => _store.Try(store =>
    {
        while (true)
        {
            var row = store.Read();
            if (row is not null && row.Owner != owner && !HasEnded(row))
                return row;
            // The others have it already: its renewals only ever grow, or it would look as if nobody lived.
            if (isShared && row?.Owner == owner)
            {
                if (!store.Renew(owner, duration))
                    continue;
                _takenAt = store.Read()?.TakenAt;
                return null;
            }
            if (!store.Take(row, owner, name, duration))
                continue;   // Somebody was faster.
            _watched = null;
            _takenAt = isShared ? store.Read()?.TakenAt : null;
            if (row is not null && database.HasLockFilePerOwner && row.Owner != owner)
                Delete(database.LockFile(row.Owner));
            Lock();
            return null;
        }
    });

    public string? Renew() => _store.Try(store =>
    {
        if (store.Renew(owner, duration))
        {
            if (isShared && store.Read()?.TakenAt is { } takenAt && takenAt != _takenAt)
                return $"it was given back, or somebody else's, before it was taken again at {takenAt:u}";
            Lock();
            return null;
        }
        Unlock();
        return store.Read() is { } other ? $"{other.Name} has taken it over, at {other.TakenAt:u}" : "its row in tale_lease was deleted";
    });

    public void Release()
    {
        _store.Try(store =>
        {
            store.Release(owner);
            return true;
        });
        Unlock();
    }

    public void Dispose()
    {
        Unlock();
        _store.Dispose();
    }

    /// <summary>
    /// What is left of the lease is waited for on this process's own clock, and no longer than the lease lasts: clocks may be wrong. While its
    /// process is there an owner is given all of it to show that it lives, whatever the row says.
    /// </summary>
    private bool HasEnded(LeaseRow row)
    {
        var state = ProcessLock.StateOf(database.LockFile(row.Owner), row.Owner);
        if (state == OwnerState.Ended)
            return true;
        if (_watched is not { } watched || watched.Owner != row.Owner || watched.Renewals != row.Renewals)
        {
            var left = row.Left < row.Duration ? row.Left : row.Duration;
            _watched = watched = new Watched(
                row.Owner, row.Renewals, time.GetTimestamp(), state == OwnerState.Alive ? row.Duration : left);
        }
        return time.GetElapsedTime(watched.Since) >= watched.Patience;
    }

    private void Lock()
    {
        if (!isShared)
            _lock ??= ProcessLock.TryTake(database.LockFile(owner), owner);
    }

    private void Unlock()
    {
        if (_lock is null)
            return;
        _lock.Dispose();
        _lock = null;
        if (database.HasLockFilePerOwner)
            Delete(database.LockFile(owner));
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It proves nothing, and lies in a temporary folder.
        }
    }

    private sealed record Watched(string Owner, long Renewals, long Since, TimeSpan Patience);
}
