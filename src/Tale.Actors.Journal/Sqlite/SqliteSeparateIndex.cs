using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Plugin;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The index in a SQLite file of its own; created by name from <c>tale.index.provider</c>.</summary>
internal sealed class SqliteSeparateIndex : SeparateIndex
{
    public SqliteSeparateIndex(ExtendedActorSystem system) : this(system, SqliteDefaults.Index.Of(system))
    {
    }

    private SqliteSeparateIndex(ExtendedActorSystem system, Config section)
        : base(
            system, section, SqliteSettings.IndexSection, new SqliteStore(Settings(section), TaleTimeSetup.Of(system)),
            new SqliteTransactionIndex(JournalRegister.For(system), Settings(section)), TaleTimeSetup.Of(system))
    {
    }

    private static SqliteSettings Settings(Config section) => SqliteSettings.Read(section, SqliteSettings.IndexSection);
}
