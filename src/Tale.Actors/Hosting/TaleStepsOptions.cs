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
    /// (<c>akka.coordinated-shutdown.phases.before-service-unbind.timeout</c>, 10 s; in a cluster <c>cluster-sharding-shutdown-region</c>, 20 s,
    /// and 7 s less than <c>akka.cluster.sharding.handoff-timeout</c>, 15 s). Default: 4 s.
    /// </summary>
    public TimeSpan? StopGrace { get; set; }

    /// <summary>
    /// How long one attempt of a step, or of its undo, may take where the step does not say (<see cref="Definitions.StepOptions.Timeout"/>).
    /// Zero: for ever. Default: zero.
    /// </summary>
    public TimeSpan? DefaultTimeout { get; set; }

    /// <summary>
    /// How long an attempt that has timed out, and was told so, may take to come to an end before it is abandoned. Above zero. Default: 5 s.
    /// </summary>
    public TimeSpan? TimeoutGrace { get; set; }

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
        ("steps.default-timeout", DefaultTimeout),
        ("steps.timeout-grace", TimeoutGrace),
        ("steps.dispatcher-config.max-threads", MaxThreads),
        ("steps.dispatcher-config.throughput", Throughput),
    ];
}
