using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>Where the SQLite file is and how it is used: see <c>hocon/sqlite.conf</c>.</summary>
internal sealed record SqliteSettings(string Path, TimeSpan BusyTimeout, int WalAutoCheckpoint, long CacheSize, long MaxSize)
{
    /// <summary>The plugin's id, which is also the path of its configuration.</summary>
    public const string PluginId = "akka.persistence.journal.tale-sqlite";

    /// <summary>The path of the configuration of a separate index.</summary>
    public const string IndexSection = "tale.index.sqlite";

    /// <param name="config">The plugin's section, defaults included.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <exception cref="ConfigurationException">There is no path.</exception>
    public static SqliteSettings Read(Config config, string section = PluginId)
    {
        var path = config.GetString("path", "");
        if (string.IsNullOrWhiteSpace(path) || path == ":memory:")
            throw new ConfigurationException($"{section}.path must name a file: there are several connections to it.");
        return new SqliteSettings(
            path,
            SettingValue.TimeOrZero(config, section, "busy-timeout"),
            SettingValue.Count(config, section, "wal-auto-checkpoint", min: 0),
            SettingValue.Bytes(config, section, "cache-size", min: 0),
            SettingValue.Bytes(config, section, "max-size", min: 0));
    }

    public string ConnectionString(SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = pooling,
            DefaultTimeout = (int)Math.Ceiling(BusyTimeout.TotalSeconds),
        }.ToString();
}
