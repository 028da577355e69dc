namespace Tale.Actors.Journal.Loops;

/// <summary>
/// Refuses writes at once while the database is down or hangs. Akka's circuit breaker counts every failure, also that of one stale owner among
/// healthy neighbours, so the plugin's configuration keeps it from ever opening and this gate does its work (docs/adr: the journal's own health gate).
/// </summary>
internal sealed class HealthGate(TimeSpan hangTimeout)
{
    private volatile Exception? _cause;
    private long _busySince;

    public bool IsDown => _cause is not null;

    /// <exception cref="JournalUnavailableException">The database is down, or a call to it has lasted longer than the hang timeout.</exception>
    public void ThrowIfShut()
    {
        if (_cause is { } cause)
            throw new JournalUnavailableException($"The journal's database is not available: {cause.Message}", cause);
        var since = Interlocked.Read(ref _busySince);
        if (since != 0 && Environment.TickCount64 - since > hangTimeout.TotalMilliseconds)
            throw new JournalUnavailableException($"The journal's database has not answered for {Environment.TickCount64 - since} ms.");
    }

    public void CallBegins() => Interlocked.Exchange(ref _busySince, Environment.TickCount64);

    public void CallEnds() => Interlocked.Exchange(ref _busySince, 0);

    public void Shut(Exception cause) => _cause = cause;

    public void Open() => _cause = null;
}
