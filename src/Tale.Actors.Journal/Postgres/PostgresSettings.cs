using Akka.Configuration;
using Npgsql;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Where the PostgreSQL database is: see <c>hocon/postgres.conf</c>.</summary>
internal sealed record PostgresSettings(string ConnectionString, TimeSpan CommandTimeout)
{
    /// <summary>The plugin's id, which is also the path of its configuration.</summary>
    public const string PluginId = "akka.persistence.journal.tale-postgres";

    /// <summary>The path of the configuration of a separate index.</summary>
    public const string IndexSection = "tale.index.postgres";

    /// <param name="config">The plugin's section, defaults included.</param>
    /// <param name="section">The section's path, for messages.</param>
    /// <exception cref="ConfigurationException">
    /// There is no connection string, or it cannot be read. The message does not repeat it: it may hold a password.
    /// </exception>
    public static PostgresSettings Read(Config config, string section = PluginId)
    {
        var text = config.GetString("connection-string", "");
        if (string.IsNullOrWhiteSpace(text))
            throw new ConfigurationException($"{section}.connection-string must be set.");
        try
        {
            return new PostgresSettings(
                new NpgsqlConnectionStringBuilder(text).ConnectionString, SettingValue.Time(config, section, "hang-timeout"));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new ConfigurationException($"{section}.connection-string cannot be read.");
        }
    }

    /// <summary>
    /// A connection that one loop keeps: a call that times out gives it up at once, because its outcome is unknown either way.
    /// </summary>
    public string Dedicated() => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Pooling = false,
        Timeout = Seconds,
        CommandTimeout = Seconds,
        CancellationTimeout = -1,
    }.ConnectionString;

    /// <summary>Connections for reads of the index. They keep no state, so nothing needs resetting between uses.</summary>
    public string Pooled() => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Timeout = Seconds,
        NoResetOnClose = true,
        MaxAutoPrepare = 20,
    }.ConnectionString;

    private int Seconds => Math.Max(1, (int)Math.Ceiling(CommandTimeout.TotalSeconds));
}
