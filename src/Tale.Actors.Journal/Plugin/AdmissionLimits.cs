using Akka.Configuration;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Plugin;

/// <summary>While more than this waits for the database no transaction is started.</summary>
internal sealed record AdmissionLimits(int Writes, long Bytes)
{
    /// <param name="config">The plugin's or the index's section, defaults included.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <exception cref="ConfigurationException">A value cannot work; the message names the setting.</exception>
    public static AdmissionLimits Read(Config config, string section) => new(
        SettingValue.Count(config, section, "admission-limit"), SettingValue.Bytes(config, section, "admission-limit-bytes"));
}
