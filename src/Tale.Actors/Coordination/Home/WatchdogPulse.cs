namespace Tale.Actors.Coordination.Home;

/// <summary>When the watchdog last came to the end of a turn. Written by the watchdog, read by health checks.</summary>
internal sealed class WatchdogPulse(TimeProvider time)
{
    private const long Never = long.MinValue;

    private long _last = Never;

    /// <summary>How long ago a turn was completed; null: none has been yet. Clocks that are set play no part.</summary>
    public TimeSpan? Age => Interlocked.Read(ref _last) is var last && last == Never ? null : time.GetElapsedTime(last);

    /// <summary>A turn is complete: everything that was due has been woken.</summary>
    public void Beat() => Interlocked.Exchange(ref _last, time.GetTimestamp());
}
