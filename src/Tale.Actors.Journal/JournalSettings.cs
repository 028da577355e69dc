using Akka.Configuration;

namespace Tale.Actors.Journal;

/// <summary>What all stores have in common: see <c>hocon/sqlite.conf</c> for what each setting means.</summary>
internal sealed record JournalSettings
{
    /// <summary>What is stored, for messages.</summary>
    public string What { get; init; } = "journal";

    public required int QueueLimit { get; init; }

    public required int AdmissionLimit { get; init; }

    public required int MaxBatchEvents { get; init; }

    public required long MaxBatchBytes { get; init; }

    /// <summary>How long a batch that is much smaller than usual waits for more writes.</summary>
    public required TimeSpan Linger { get; init; }

    public required int MaxBatchReads { get; init; }

    public required int ReplayPage { get; init; }

    public required long MaxEventSize { get; init; }

    public required TimeSpan HangTimeout { get; init; }

    /// <summary>Who waits for the database for longer than this is told that the outcome is unknown.</summary>
    public required TimeSpan CallTimeout { get; init; }

    public required TimeSpan ProbeDelay { get; init; }

    public required TimeSpan MaxProbeDelay { get; init; }

    /// <param name="config">The plugin's section, defaults included.</param>
    /// <exception cref="ConfigurationException">A value cannot work; the message names the setting.</exception>
    public static JournalSettings Read(Config config)
    {
        if (config.GetString("replay-filter.mode", "") == "repair-by-discard-old")
        {
            throw new ConfigurationException(
                "replay-filter.mode = repair-by-discard-old drops committed events when a log is written by A, then B, then A again. "
                + "Set it to off for this journal: its unique key already refuses a second writer.");
        }
        return new JournalSettings
        {
            QueueLimit = AtLeastOne(config, "queue-limit"),
            AdmissionLimit = AtLeastOne(config, "admission-limit"),
            MaxBatchEvents = AtLeastOne(config, "max-batch-events"),
            MaxBatchBytes = AtLeastOne(config, "max-batch-bytes"),
            Linger = config.GetTimeSpan("linger", TimeSpan.Zero, false),
            MaxBatchReads = AtLeastOne(config, "max-batch-reads"),
            ReplayPage = AtLeastOne(config, "replay-page"),
            MaxEventSize = AtLeastOne(config, "max-event-size"),
            HangTimeout = config.GetTimeSpan("hang-timeout", null, false),
            CallTimeout = config.GetTimeSpan("circuit-breaker.call-timeout", null, false),
            ProbeDelay = config.GetTimeSpan("probe-delay", null, false),
            MaxProbeDelay = config.GetTimeSpan("max-probe-delay", null, false),
        };
    }

    private static int AtLeastOne(Config config, string name) =>
        config.GetInt(name, 0) is var value and > 0 ? value : throw new ConfigurationException($"{name} must be a whole number above 0.");
}
