using Akka.Configuration;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>For comparison: Akka.Persistence.Sql with its own defaults, on a database of this choice.</summary>
internal sealed class AkkaSqlJournal(JournalChoice database, string provider) : JournalChoice
{
    public override Config Configuration => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal {
          plugin = "akka.persistence.journal.sql"
          sql {
            class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
            provider-name = "{{provider}}"
            connection-string = "{{ConnectionString}}"
          }
        }
        """).WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);

    public override TimeSpan ProcessorTime => database.ProcessorTime;

    public override long? DiskBytes => database.DiskBytes;

    private string ConnectionString => database is SqliteFileJournal ? $"Data Source={Path.Combine(database.Location, "akka.db")}" : database.Location;

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
