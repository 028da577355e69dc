using Akka.Configuration;
using Tale.Actors.Journal.GroupCommit;

namespace Tale.Actors.Journal.Plugin;

/// <summary>What the journals on all stores have in common: see <c>hocon/sqlite.conf</c> for what each setting means.</summary>
internal sealed record JournalSettings
{
    public required WriterSettings Writer { get; init; }

    public required int AdmissionLimit { get; init; }

    public required int MaxBatchReads { get; init; }

    public required int ReplayPage { get; init; }

    public required long MaxEventSize { get; init; }

    /// <summary>Who waits for the database for longer than this is told that the outcome is unknown.</summary>
    public required TimeSpan CallTimeout { get; init; }

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
            Writer = WriterSettings.Read(config, "journal"),
            AdmissionLimit = config.GetPositiveInt("admission-limit"),
            MaxBatchReads = config.GetPositiveInt("max-batch-reads"),
            ReplayPage = config.GetPositiveInt("replay-page"),
            MaxEventSize = config.GetPositiveInt("max-event-size"),
            CallTimeout = config.GetTimeSpan("circuit-breaker.call-timeout", null, false),
        };
    }
}
