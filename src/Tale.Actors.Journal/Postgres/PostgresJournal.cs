using Akka.Configuration;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The plugin <c>akka.persistence.journal.tale-postgres</c>; created by Akka.Persistence.</summary>
internal sealed class PostgresJournal(Config config)
    : TaleJournal(PostgresDefaults.Journal.Complete(config), Open, TaleTimeSetup.Of(Context.System))
{
    private static IReadOnlyList<IEventStore> Open(Config section) =>
        [.. PostgresSettings.ReadAll(section).Select(settings => new PostgresStore(settings, TaleTimeSetup.Of(Context.System)))];
}
