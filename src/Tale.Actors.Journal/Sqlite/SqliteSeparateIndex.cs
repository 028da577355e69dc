using Akka.Actor;
using Akka.Configuration;
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
            system, section, SqliteSettings.IndexSection, new SqliteStore(Settings(section), TimeProvider.System),
            new SqliteTransactionIndex(JournalRegister.For(system), Settings(section)), TimeProvider.System)
    {
    }

    private static SqliteSettings Settings(Config section) => SqliteSettings.Read(section, SqliteSettings.IndexSection);
}
