namespace Tale.Actors.Hosting;

/// <summary>Settings of coordinators: <c>tale.coordinator</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleCoordinatorOptions
{
    /// <summary>The dispatcher of coordinators. Default: <c>tale.coordinator.dispatcher-config</c>, the thread pool, first come, first served.</summary>
    public string? Dispatcher { get; set; }

    /// <summary>
    /// How long a write may be unconfirmed; then it counts as unknown, and the coordinator reads what the log says. Above zero. Default: 30 s.
    /// </summary>
    public TimeSpan? WriteTimeout { get; set; }

    /// <summary>The most events in one atomic write. 1 or more. Default: 1,000.</summary>
    public int? MaxEventsPerWrite { get; set; }

    /// <summary>
    /// The most bytes of states and error messages in one atomic write, but for those of its last command. 1 or more. Default: 1 MiB.
    /// </summary>
    public long? MaxBytesPerWrite { get; set; }

    /// <summary>
    /// How long a coordinator that failed stays away the first time; doubled from failure to failure, half of it random. Above zero.
    /// Default: 200 ms.
    /// </summary>
    public TimeSpan? RestartMinBackoff { get; set; }

    /// <summary>The longest time that a coordinator that failed stays away. Above zero. Default: 30 s.</summary>
    public TimeSpan? RestartMaxBackoff { get; set; }

    /// <summary>
    /// How many incarnations in a row may end without any progress; then the transaction is suspended. 1 or more. Default: 5.
    /// </summary>
    public int? MaxLivesWithoutProgress { get; set; }

    /// <summary>
    /// How long this node leaves a transaction alone after another owner has written to its log. Above zero. Default: 1 min.
    /// </summary>
    public TimeSpan? FencedPause { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
    [
        ("coordinator.dispatcher", Dispatcher),
        ("coordinator.write-timeout", WriteTimeout),
        ("coordinator.max-events-per-write", MaxEventsPerWrite),
        ("coordinator.max-bytes-per-write", MaxBytesPerWrite),
        ("coordinator.restart-min-backoff", RestartMinBackoff),
        ("coordinator.restart-max-backoff", RestartMaxBackoff),
        ("coordinator.max-lives-without-progress", MaxLivesWithoutProgress),
        ("coordinator.fenced-pause", FencedPause),
    ];
}
