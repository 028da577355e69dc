using Akka.Configuration;
using Npgsql;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Where the PostgreSQL database is: see <c>hocon/postgres.conf</c>.</summary>
/// <param name="Place">Among several databases that have the logs together; or that it is the only one.</param>
internal sealed record PostgresSettings(string ConnectionString, TimeSpan CommandTimeout, PostgresPlace Place)
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
        return Of(text, $"{section}.connection-string", SettingValue.Time(config, section, "hang-timeout"), PostgresPlace.Alone);
    }

    /// <summary>The databases of a journal: those of <c>connection-strings</c>, or the one of <c>connection-string</c>.</summary>
    /// <param name="config">The plugin's section, defaults included.</param>
    /// <exception cref="ConfigurationException">Neither is set, or both are, or one cannot be read, or stands there twice.</exception>
    public static IReadOnlyList<PostgresSettings> ReadAll(Config config)
    {
        const string Setting = PluginId + ".connection-strings";
        var texts = config.GetStringList("connection-strings", []);
        if (texts.Count == 0)
            return [Read(config)];
        if (!string.IsNullOrWhiteSpace(config.GetString("connection-string", "")))
            throw new ConfigurationException($"{Setting} and {PluginId}.connection-string are both set. Remove one of them.");
        return Several([.. texts], Setting, SettingValue.Time(config, PluginId, "hang-timeout"));
    }

    /// <summary>Databases that have the logs together.</summary>
    /// <param name="texts">Their connection strings, in their order.</param>
    /// <param name="setting">Where they stand, for messages.</param>
    /// <param name="timeout">Of a command.</param>
    /// <exception cref="ConfigurationException">One cannot be read, or stands there twice, or they are too many.</exception>
    public static IReadOnlyList<PostgresSettings> Several(IReadOnlyList<string> texts, string setting, TimeSpan timeout)
    {
        if (texts is [var only])
            return [Of(only, setting, timeout, PostgresPlace.Alone)];
        if (texts.Count > Buckets.MaxDatabases)
            throw new ConfigurationException($"{setting} has {texts.Count} databases, and {Buckets.MaxDatabases} is the limit.");
        var alone = texts.Select((text, i) => Of(text, $"{setting}, no. {i + 1},", timeout, PostgresPlace.Alone)).ToList();
        if (alone.DistinctBy(database => database.ConnectionString).Count() < texts.Count)
            throw new ConfigurationException($"{setting} has the same database twice: leave one of them out.");
        var group = new PostgresGroup([.. alone.Select(database => database.Dedicated())]);
        return [.. alone.Select((database, i) => database with { Place = new PostgresPlace(i + 1, texts.Count, group) })];
    }

    private static PostgresSettings Of(string text, string setting, TimeSpan timeout, PostgresPlace place)
    {
        try
        {
            return new PostgresSettings(new NpgsqlConnectionStringBuilder(text).ConnectionString, timeout, place);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new ConfigurationException($"{setting} is no connection string that Npgsql can read. One looks like Host=db;Database=tale;Username=tale.");
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

    /// <summary>For people: without what is secret.</summary>
    public string Name
    {
        get
        {
            var target = new NpgsqlConnectionStringBuilder(ConnectionString);
            var schema = string.IsNullOrEmpty(target.SearchPath) ? "" : $", search path {target.SearchPath}";
            return $"{target.Database ?? target.Username} on {target.Host}{schema}";
        }
    }

    /// <summary>Connections for reads of the index. They keep no state, so nothing needs resetting between uses.</summary>
    public string Pooled() => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Timeout = Seconds,
        NoResetOnClose = true,
        MaxAutoPrepare = 20,
    }.ConnectionString;

    private int Seconds => Math.Max(1, (int)Math.Ceiling(CommandTimeout.TotalSeconds));
}
