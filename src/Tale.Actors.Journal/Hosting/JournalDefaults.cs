using Akka.Configuration;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Hosting;

/// <summary>The configuration of one store as it is delivered: the file in <c>hocon/</c>, compiled into this assembly.</summary>
internal sealed class JournalDefaults
{
    public static readonly JournalDefaults Sqlite = new("sqlite.conf", SqliteSettings.PluginId);

    public static readonly JournalDefaults Postgres = new("postgres.conf", PostgresSettings.PluginId);

    private readonly string _pluginId;

    private JournalDefaults(string file, string pluginId)
    {
        _pluginId = pluginId;
        Config = ConfigurationFactory.ParseString(EmbeddedText.Read($"Tale.Actors.Journal.{file}"));
    }

    /// <summary>The whole file: the plugin's section, and that it is the default journal and provides the index.</summary>
    public Config Config { get; }

    /// <summary>A plugin's section with every setting that it leaves out.</summary>
    public Config Complete(Config section) => section.WithFallback(Config.GetConfig(_pluginId));
}
