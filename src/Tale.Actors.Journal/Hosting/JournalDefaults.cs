using Akka.Configuration;
using Tale.Actors.Journal.Beside;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Hosting;

/// <summary>The configuration of one store as it is delivered: the file in <c>hocon/</c>, compiled into this assembly.</summary>
internal sealed class JournalDefaults
{
    public static readonly JournalDefaults Sqlite = new("sqlite.conf", SqliteSettings.PluginId);

    public static readonly JournalDefaults Postgres = new("postgres.conf", PostgresSettings.PluginId);

    // An index by itself stores no events; what a journal needs for them is not to be set, and stays at the journal's defaults.
    public static readonly JournalDefaults SqliteIndex = new("sqlite-index.conf", SqliteBesideIndex.Section, Sqlite);

    public static readonly JournalDefaults PostgresIndex = new("postgres-index.conf", PostgresBesideIndex.Section, Postgres);

    private readonly string _section;
    private readonly JournalDefaults? _fallback;

    private JournalDefaults(string file, string section, JournalDefaults? fallback = null)
    {
        _section = section;
        _fallback = fallback;
        Config = ConfigurationFactory.ParseString(EmbeddedText.Read($"Tale.Actors.Journal.{file}"));
    }

    /// <summary>The whole file: the section, and that it is the default journal and provides the index.</summary>
    public Config Config { get; }

    /// <summary>A section with every setting that it leaves out.</summary>
    public Config Complete(Config? section)
    {
        var complete = (section ?? Config.Empty).WithFallback(Config.GetConfig(_section));
        return _fallback is null ? complete : _fallback.Complete(complete);
    }
}
