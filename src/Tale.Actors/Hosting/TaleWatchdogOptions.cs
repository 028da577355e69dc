namespace Tale.Actors.Hosting;

/// <summary>Settings of the watchdog, which wakes open transactions: <c>tale.watchdog</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleWatchdogOptions
{
    /// <summary>How often the index is asked which open transactions are due. Above zero. Default: 10 s.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary>How many transactions are woken at a time. 1 or more. Default: 500.</summary>
    public int? BatchSize { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings => [("watchdog.interval", Interval), ("watchdog.batch-size", BatchSize)];
}
