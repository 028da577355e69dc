using Akka.Configuration;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>Reads settings of which zero would mean that nothing ever happens.</summary>
internal static class PositiveInt
{
    /// <exception cref="ConfigurationException">The setting is missing, 0 or below; the message names it.</exception>
    public static int GetPositiveInt(this Config config, string name) =>
        config.GetInt(name, 0) is var value and > 0 ? value : throw new ConfigurationException($"{name} must be a whole number above 0.");
}
