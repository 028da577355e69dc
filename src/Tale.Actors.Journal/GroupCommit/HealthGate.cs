using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// Refuses writes at once while the database is down or hangs. Akka's circuit breaker counts every failure, also that of one stale owner
/// among healthy neighbours, so the plugin's configuration keeps it from ever opening and this gate does its work (docs/adr/0103).
/// </summary>
internal sealed class HealthGate(TimeSpan hangTimeout, string database, TimeProvider time)
{
    private const long Idle = long.MinValue;

    private volatile Exception? _cause;
    private long _busySince = Idle;

    public bool IsDown => _cause is not null;

    /// <summary>What is wrong with the database, for people; null when nothing is known to be.</summary>
    public string? Trouble
    {
        get
        {
            if (_cause is { } cause)
                return $"The {database} is not available: {ErrorText.Of(cause)}";
            var since = Interlocked.Read(ref _busySince);
            var busy = since == Idle ? TimeSpan.Zero : time.GetElapsedTime(since);
            return busy > hangTimeout ? $"The {database} has not answered for {(long)busy.TotalMilliseconds} ms." : null;
        }
    }

    /// <exception cref="JournalUnavailableException">
    /// The database is down, or a call to it has lasted longer than the hang timeout.
    /// </exception>
    public void ThrowIfRefusing()
    {
        if (Trouble is { } trouble)
            throw new JournalUnavailableException(trouble, _cause);
    }

    public void CallBegins() => Interlocked.Exchange(ref _busySince, time.GetTimestamp());

    public void CallEnds() => Interlocked.Exchange(ref _busySince, Idle);

    public void Refuse(Exception cause) => _cause = cause;

    public void Allow() => _cause = null;
}
