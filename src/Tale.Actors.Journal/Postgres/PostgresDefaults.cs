using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Settings;

[assembly: SettingsFile(PostgresSettings.PluginId, "Tale.Actors.Journal.postgres.conf")]
[assembly: SettingsFile(PostgresSettings.IndexSection, "Tale.Actors.Journal.postgres-index.conf")]

namespace Tale.Actors.Journal.Postgres;

/// <summary>The configuration of PostgreSQL as it is delivered.</summary>
internal static class PostgresDefaults
{
    public static readonly DefaultSection Journal = new("postgres.conf", PostgresSettings.PluginId);

    // An index by itself stores no events; what a journal needs for them is not to be set, and stays at the journal's defaults.
    public static readonly DefaultSection Index = new("postgres-index.conf", PostgresSettings.IndexSection, Journal);
}
