using Akka.Configuration;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The plugin <c>akka.persistence.journal.tale-sqlite</c>; created by Akka.Persistence.</summary>
internal sealed class SqliteJournal(Config config)
    : TaleJournal(SqliteDefaults.Journal.Complete(config), Open, TaleTimeSetup.Of(Context.System))
{
    private static IReadOnlyList<IEventStore> Open(Config section) =>
        [new SqliteStore(SqliteSettings.Read(section), TaleTimeSetup.Of(Context.System))];
}
