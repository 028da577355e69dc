using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Settings;

[assembly: SettingsFile(SqliteSettings.PluginId, "Tale.Actors.Journal.sqlite.conf")]
[assembly: SettingsFile(SqliteSettings.IndexSection, "Tale.Actors.Journal.sqlite-index.conf")]

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The configuration of SQLite as it is delivered.</summary>
internal static class SqliteDefaults
{
    public static readonly DefaultSection Journal = new("sqlite.conf", SqliteSettings.PluginId);

    // An index by itself stores no events; what a journal needs for them is not to be set, and stays at the journal's defaults.
    public static readonly DefaultSection Index = new("sqlite-index.conf", SqliteSettings.IndexSection, Journal);
}
