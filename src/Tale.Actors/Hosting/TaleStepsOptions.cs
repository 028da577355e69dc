namespace Tale.Actors.Hosting;

/// <summary>Settings of step code: <c>tale.steps</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleStepsOptions
{
    /// <summary>The dispatcher on which step code is called, and nothing else. Default: <c>tale.steps.dispatcher-config</c>.</summary>
    public string? Dispatcher { get; set; }

    /// <summary>The most attempts under way at a time on this node; more wait for their turn. 1 or more. Default: 10,000.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>
    /// How long attempts under way may take to finish when the node stops. Above zero, and at least 2 s less than Akka's shutdown phase
    /// (<c>akka.coordinated-shutdown.phases.before-service-unbind.timeout</c>, 10 s). Default: 4 s.
    /// </summary>
    public TimeSpan? StopGrace { get; set; }

    /// <summary>
    /// The most threads of the default dispatcher: as many as there are processors, one more for each that a step blocks, and no more than
    /// this. 1 or more. Default: 64.
    /// </summary>
    public int? MaxThreads { get; set; }

    /// <summary>How many messages an actor handles before the default dispatcher turns to the next. 1 or more. Default: 10.</summary>
    public int? Throughput { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
    [
        ("steps.dispatcher", Dispatcher),
        ("steps.max-concurrent", MaxConcurrent),
        ("steps.stop-grace", StopGrace),
        ("steps.dispatcher-config.max-threads", MaxThreads),
        ("steps.dispatcher-config.throughput", Throughput),
    ];
}
