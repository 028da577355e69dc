using Akka.Configuration;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Plugin;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The plugin <c>akka.persistence.journal.tale-postgres</c>; created by Akka.Persistence.</summary>
internal sealed class PostgresJournal(Config config)
    : TaleJournal(PostgresDefaults.Journal.Complete(config), Open, TaleTimeSetup.Of(Context.System))
{
    private static PostgresStore Open(Config section) => new(PostgresSettings.Read(section), TaleTimeSetup.Of(Context.System));
}
