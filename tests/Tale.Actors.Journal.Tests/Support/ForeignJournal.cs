using Akka.Configuration;
using Akka.Persistence.Sql;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>Journals that are not Tale's.</summary>
internal static class ForeignJournal
{
    /// <summary>Akka's own; gone with the actor system.</summary>
    public static readonly Config InMemory = ConfigurationFactory.ParseString("akka.persistence.journal.plugin = \"akka.persistence.journal.inmem\"");

    /// <summary>Akka.Persistence.Sql with its own defaults.</summary>
    public static Config SqlOn(string file) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal {
          plugin = "akka.persistence.journal.sql"
          sql {
            provider-name = "SQLite.MS"
            connection-string = "Data Source={{file}}"
            circuit-breaker.call-timeout = 60s
          }
        }
        """).WithFallback(SqlPersistence.DefaultConfiguration);
}
