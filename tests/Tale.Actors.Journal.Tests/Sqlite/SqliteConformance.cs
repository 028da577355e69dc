using Tale.Actors.Journal.Tests.Conformance;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Sqlite;

public sealed class SqliteJournalConformance() : JournalConformance(new SqliteTestStore());

public sealed class SqliteIsolationConformance() : IsolationConformance(new SqliteTestStore());

public sealed class SqliteIndexConformance() : IndexConformance(new SqliteTestStore());
