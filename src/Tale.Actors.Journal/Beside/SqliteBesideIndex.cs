using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Sqlite;

namespace Tale.Actors.Journal.Beside;

/// <summary>The index in a SQLite file of its own; created by name from <c>tale.index.provider</c>.</summary>
internal sealed class SqliteBesideIndex : BesideIndex
{
    /// <summary>The path of its configuration.</summary>
    public const string Section = "tale.index.sqlite";

    public SqliteBesideIndex(ExtendedActorSystem system) : this(system, JournalDefaults.SqliteIndex.Complete(system.Settings.Config.GetConfig(Section)))
    {
    }

    private SqliteBesideIndex(ExtendedActorSystem system, Config section)
        : base(system, new SqliteStore(Settings(section)), new SqliteTransactionIndex(JournalRegister.For(system), Settings(section)), JournalSettings.Read(section) with { What = "index" })
    {
    }

    private static SqliteSettings Settings(Config section) => SqliteSettings.Read(section, Section);
}
