using Akka.Configuration;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// How one writer batches, and how it meets a database in trouble: see <c>hocon/sqlite.conf</c> for what each setting means.
/// </summary>
internal sealed record WriterSettings
{
    /// <summary>What is stored, for messages and counters: a journal, or an index.</summary>
    public required string What { get; init; }

    /// <summary>For messages: which one it is stored in.</summary>
    public string Database => Place is null ? $"{What}'s database" : $"{What}'s database {Place}";

    /// <summary>Among several, for people: "2 of 3". Null: there is one.</summary>
    public string? Place { get; init; }

    public required int QueueLimit { get; init; }

    /// <summary>The bytes of events that may wait.</summary>
    public required long QueueLimitBytes { get; init; }

    public required int MaxBatchEvents { get; init; }

    public required long MaxBatchBytes { get; init; }

    /// <summary>How long a batch that is much smaller than usual waits for more writes.</summary>
    public required TimeSpan Linger { get; init; }

    public required TimeSpan HangTimeout { get; init; }

    public required TimeSpan ProbeDelay { get; init; }

    public required TimeSpan MaxProbeDelay { get; init; }

    /// <param name="config">The plugin's or the index's section, defaults included.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <param name="what">What is stored.</param>
    /// <exception cref="ConfigurationException">A value cannot work; the message names the setting.</exception>
    public static WriterSettings Read(Config config, string section, string what) => new()
    {
        What = what,
        QueueLimit = SettingValue.Count(config, section, "queue-limit"),
        QueueLimitBytes = SettingValue.Bytes(config, section, "queue-limit-bytes"),
        MaxBatchEvents = SettingValue.Count(config, section, "max-batch-events"),
        MaxBatchBytes = SettingValue.Bytes(config, section, "max-batch-bytes"),
        Linger = SettingValue.TimeOrZero(config, section, "linger"),
        HangTimeout = SettingValue.Time(config, section, "hang-timeout"),
        ProbeDelay = SettingValue.Time(config, section, "probe-delay"),
        MaxProbeDelay = SettingValue.Time(config, section, "max-probe-delay"),
    };
}
