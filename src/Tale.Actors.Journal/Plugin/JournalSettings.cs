using Akka.Configuration;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Plugin;

/// <summary>What the journals on all stores have in common: see <c>hocon/sqlite.conf</c> for what each setting means.</summary>
internal sealed record JournalSettings
{
    public required WriterSettings Writer { get; init; }

    public required AdmissionLimits Admission { get; init; }

    public required int MaxBatchReads { get; init; }

    public required int ReplayPage { get; init; }

    public required long MaxEventSize { get; init; }

    /// <summary>Who waits for the database for longer than this is told that the outcome is unknown.</summary>
    public required TimeSpan CallTimeout { get; init; }

    /// <summary>How long ended transactions are kept; null: for ever.</summary>
    public required RetentionSettings? Retention { get; init; }

    /// <param name="config">The plugin's section, defaults included.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <exception cref="ConfigurationException">A value cannot work; the message names the setting.</exception>
    public static JournalSettings Read(Config config, string section)
    {
        if (config.GetString("replay-filter.mode", "") == "repair-by-discard-old")
        {
            throw new ConfigurationException(
                $"{section}.replay-filter.mode = repair-by-discard-old drops committed events when a log is written by A, then B, then A again. "
                + "Set it to off for this journal: its unique key already refuses a second writer.");
        }
        return new JournalSettings
        {
            Writer = WriterSettings.Read(config, section, "journal"),
            Admission = AdmissionLimits.Read(config, section),
            MaxBatchReads = SettingValue.Count(config, section, "max-batch-reads"),
            ReplayPage = SettingValue.Count(config, section, "replay-page"),
            MaxEventSize = SettingValue.Bytes(config, section, "max-event-size"),
            CallTimeout = SettingValue.Time(config, section, "circuit-breaker.call-timeout"),
            Retention = RetentionSettings.Read(config, section),
        };
    }
}
