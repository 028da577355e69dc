using Tale.Actors.Journal.Tests.Conformance;
using Tale.Actors.Journal.Tests.Support;
using Xunit.Abstractions;

namespace Tale.Actors.Journal.Tests.Postgres;

public sealed class PostgresJournalConformance() : JournalConformance(new PostgresTestStore());

public sealed class PostgresIsolationConformance() : IsolationConformance(new PostgresTestStore());

public sealed class PostgresHoleConformance() : HoleConformance(new PostgresTestStore());

public sealed class PostgresIndexConformance() : IndexConformance(new PostgresTestStore());

public sealed class PostgresIndexSearchConformance() : IndexSearchConformance(new PostgresTestStore());

public sealed class PostgresSchemaConformance() : SchemaConformance(new PostgresTestStore())
{
    protected override string DropEventKey => "ALTER TABLE tale_event DROP CONSTRAINT tale_event_pkey";

    protected override string DropIdKey => "ALTER TABLE tale_persistence_id DROP CONSTRAINT tale_persistence_id_persistence_id_key";
}

public sealed class PostgresFaultConformance() : FaultConformance(new PostgresTestStore());

public sealed class PostgresOverloadConformance() : OverloadConformance(new PostgresTestStore());

public sealed class PostgresHangConformance() : HangConformance(new PostgresTestStore());

public sealed class PostgresRetentionConformance() : RetentionConformance(new PostgresTestStore());

public sealed class PostgresRuntimeConformance() : RuntimeConformance(new PostgresTestStore());

public sealed class PostgresLargeLogConformance(ITestOutputHelper output) : LargeLogConformance(new PostgresTestStore(), output);
