using Akka.Configuration;

namespace Tale.Actors.Settings;

/// <summary>The <c>tale</c> section of the configuration, read once.</summary>
internal sealed class TaleSettings
{
    /// <summary>The index that lives as long as the process.</summary>
    public const string InMemoryIndex = "in-memory";

    /// <summary>The most rows of one page of the index.</summary>
    private const int TransactionQueryLimit = 1_000;

    private const int BytesPerCharacter = 3;

    // Ids, names, types and numbers.
    private const int EventOverhead = 64 * 1024;
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);

    public TaleSettings(Config config)
    {
        var tale = config.GetConfig("tale");
        if (tale is null || !tale.HasPath("max-payload-bytes"))
        {
            throw new ConfigurationException(
                "The configuration has no 'tale' section. "
                + "Use builder.WithTale(...) of Akka.Hosting, "
                + "or create the actor system with config.WithFallback(TaleExtension.DefaultConfiguration()).");
        }
        UnknownSettings.Refuse(config);
        JournalPluginId = tale.GetString("journal-plugin-id") is { Length: > 0 } id
            ? id
            : config.GetString("akka.persistence.journal.plugin");
        MaxPayloadBytes = (int)Math.Min(SettingValue.Bytes(tale, KnownSettings.Tale, "max-payload-bytes"), int.MaxValue);
        MaxItems = Number(tale, "max-items");
        MaxHeaders = Number(tale, "max-headers", min: 0);
        MaxHeaderLength = Number(tale, "max-header-length");
        MaxFailureLength = Number(tale, "max-failure-length");
        MaxSteps = Number(tale, "max-steps");
        MaxEvents = Number(tale, "max-events-per-transaction");
        CoordinatorDispatcher = tale.GetString("coordinator.dispatcher");
        WriteTimeout = Positive(tale, "coordinator.write-timeout");
        MaxEventsPerWrite = Number(tale, "coordinator.max-events-per-write");
        MaxBytesPerWrite = SettingValue.Bytes(tale, KnownSettings.Tale, "coordinator.max-bytes-per-write");
        RestartMinBackoff = Positive(tale, "coordinator.restart-min-backoff");
        RestartMaxBackoff = Positive(tale, "coordinator.restart-max-backoff");
        MaxLivesWithoutProgress = Number(tale, "coordinator.max-lives-without-progress");
        FencedPause = Positive(tale, "coordinator.fenced-pause");
        RegionDispatcher = tale.GetString("region.dispatcher");
        MaxActive = Number(tale, "region.max-active");
        MaxStarting = Number(tale, "region.max-starting");
        MaxStartWait = Positive(tale, "region.max-start-wait");
        MaxWaitingBytes = SettingValue.Bytes(tale, KnownSettings.Tale, "region.max-waiting-bytes");
        StepDispatcher = tale.GetString("steps.dispatcher");
        MaxConcurrentSteps = Number(tale, "steps.max-concurrent");
        StopGrace = Positive(tale, "steps.stop-grace");
        DefaultStepTimeout = SettingValue.TimeOrZero(tale, KnownSettings.Tale, "steps.default-timeout");
        TimeoutGrace = Positive(tale, "steps.timeout-grace");
        ResendInterval = Positive(tale, "participants.resend-interval");
        Circuit = CircuitSettings.Of(tale);
        WatchdogInterval = Positive(tale, "watchdog.interval");
        WatchdogBatchSize = Number(tale, "watchdog.batch-size");
        AskTimeout = Positive(tale, "client.ask-timeout");
        RewatchInterval = Positive(tale, "client.rewatch-interval");
        IsLeaseOn = SettingValue.Flag(tale, KnownSettings.Tale, "lease.enabled");
        LeaseDuration = Positive(tale, "lease.duration");
        if (LeaseDuration < ShortestLease || LeaseDuration > LongestLease)
            throw new ConfigurationException($"tale.lease.duration is {LeaseDuration}; it must be from {ShortestLease} to {LongestLease}.");
        OperationsMaxInFlight = Number(tale, "operations.max-in-flight");
        OperationsPageSize = Number(tale, "operations.page-size");
        if (OperationsPageSize > TransactionQueryLimit)
            throw new ConfigurationException($"tale.operations.page-size is {OperationsPageSize}; it must be from 1 to {TransactionQueryLimit}.");
        OperationsRetryInterval = Positive(tale, "operations.retry-interval");
        OperationsMaxTries = Number(tale, "operations.max-tries");
        IndexProvider = tale.GetString("index.provider");
        KeepUnstarted = Positive(tale, "index.keep-unstarted");
        Number(tale, "steps.dispatcher-config.max-threads");   // read by the dispatcher itself, later
        Number(tale, "steps.dispatcher-config.throughput");
    }

    public string JournalPluginId { get; }

    public int MaxPayloadBytes { get; }

    public int MaxItems { get; }

    public int MaxHeaders { get; }

    public int MaxHeaderLength { get; }

    public int MaxFailureLength { get; }

    public int MaxSteps { get; }

    public int MaxEvents { get; }

    public string CoordinatorDispatcher { get; }

    public TimeSpan WriteTimeout { get; }

    public int MaxEventsPerWrite { get; }

    public long MaxBytesPerWrite { get; }

    /// <summary>
    /// What the largest event with a state can have after serialization: the state, all headers and failure texts (a character of theirs
    /// is three bytes at most), and what every event has.
    /// </summary>
    public long LargestEventBytes =>
        MaxPayloadBytes + (BytesPerCharacter * ((2L * MaxHeaders * MaxHeaderLength) + MaxFailureLength)) + EventOverhead;

    public TimeSpan RestartMinBackoff { get; }

    public TimeSpan RestartMaxBackoff { get; }

    public int MaxLivesWithoutProgress { get; }

    public TimeSpan FencedPause { get; }

    public string RegionDispatcher { get; }

    public int MaxActive { get; }

    public int MaxStarting { get; }

    public TimeSpan MaxStartWait { get; }

    public long MaxWaitingBytes { get; }

    public string StepDispatcher { get; }

    public int MaxConcurrentSteps { get; }

    public TimeSpan StopGrace { get; }

    /// <summary>Zero: none.</summary>
    public TimeSpan DefaultStepTimeout { get; }

    public TimeSpan TimeoutGrace { get; }

    public TimeSpan ResendInterval { get; }

    public CircuitSettings Circuit { get; }

    public TimeSpan WatchdogInterval { get; }

    public int WatchdogBatchSize { get; }

    public TimeSpan AskTimeout { get; }

    public TimeSpan RewatchInterval { get; }

    public bool IsLeaseOn { get; }

    public TimeSpan LeaseDuration { get; }

    public int OperationsMaxInFlight { get; }

    public int OperationsPageSize { get; }

    public TimeSpan OperationsRetryInterval { get; }

    public int OperationsMaxTries { get; }

    public string IndexProvider { get; }

    public TimeSpan KeepUnstarted { get; }

    private static int Number(Config tale, string name, int min = 1) => SettingValue.Count(tale, KnownSettings.Tale, name, min);

    private static TimeSpan Positive(Config tale, string name) => SettingValue.Time(tale, KnownSettings.Tale, name);
}
