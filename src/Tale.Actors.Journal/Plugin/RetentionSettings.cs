using Akka.Configuration;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Plugin;

/// <summary>How long ended transactions are kept, and how they are deleted: see <c>hocon/sqlite.conf</c>.</summary>
internal sealed record RetentionSettings(TimeSpan Keep, TimeSpan Interval, int BatchSize)
{
    /// <param name="config">The plugin's section, defaults included.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <returns>Null when it is off, as it is by default.</returns>
    /// <exception cref="ConfigurationException">A value cannot work; the message names the setting.</exception>
    public static RetentionSettings? Read(Config config, string section)
    {
        var interval = SettingValue.Time(config, section, "retention.interval");
        var batchSize = SettingValue.Count(config, section, "retention.batch-size");
        return config.GetString("retention.keep", "off") is "off" or "false"
            ? null
            : new RetentionSettings(SettingValue.Time(config, section, "retention.keep"), interval, batchSize);
    }
}
