using Akka.Configuration;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Plugin;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The plugin <c>akka.persistence.journal.tale-sqlite</c>; created by Akka.Persistence.</summary>
internal sealed class SqliteJournal : TaleJournal
{
    public SqliteJournal(Config config) : this(JournalDefaults.Sqlite.Complete(config), new object()) { }

    private SqliteJournal(Config config, object _) : base(config, new SqliteStore(SqliteSettings.Read(config))) { }
}
