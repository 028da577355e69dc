using Tale.Actors.Journal.Tests.Conformance;
using Tale.Actors.Journal.Tests.Support;
using Xunit.Abstractions;

namespace Tale.Actors.Journal.Tests.Sqlite;

public sealed class SqliteJournalConformance() : JournalConformance(new SqliteTestStore());

public sealed class SqliteIsolationConformance() : IsolationConformance(new SqliteTestStore());

public sealed class SqliteFailureSearchConformance() : FailureSearchConformance(new SqliteTestStore())
{
    protected override string Time => "0";

    protected override string Numbers(int count) =>
        $"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) SELECT n FROM numbers) AS numbers";
}

public sealed class SqliteStorableConformance() : StorableConformance(new SqliteTestStore());

public sealed class SqliteHoleConformance() : HoleConformance(new SqliteTestStore());

public sealed class SqliteNeighbourConformance() : NeighbourConformance(new SqliteTestStore())
{
    protected override string RefuseAll => Trigger("SELECT RAISE(ABORT, 'planned: refused')");

    protected override string RefuseNone => "DROP TRIGGER refused";

    protected override IReadOnlyList<string> Refuse(string persistenceId)
    {
        var isTheirs = $"WHEN NEW.id = (SELECT id FROM tale_persistence_id WHERE persistence_id = '{persistenceId}')";
        return
        [
            Trigger("SELECT RAISE(ABORT, 'planned: refused')", isTheirs),
            Trigger("SELECT RAISE(ROLLBACK, 'planned: refused')", isTheirs),
            Trigger("SELECT RAISE(FAIL, 'planned: refused')", isTheirs),
            Trigger("SELECT json('no JSON: an error of another kind')", isTheirs),
        ];
    }

    private static string Trigger(string action, string condition = "") =>
        $"CREATE TRIGGER refused BEFORE INSERT ON tale_event {condition} BEGIN {action}; END";
}

public sealed class SqliteIndexConformance() : IndexConformance(new SqliteTestStore());

public sealed class SqliteIndexSearchConformance() : IndexSearchConformance(new SqliteTestStore());

public sealed class SqliteSchemaConformance() : SchemaConformance(new SqliteTestStore())
{
    protected override string DropEventKey => Copy("tale_event");

    protected override string DropIdKey => Copy("tale_persistence_id");

    private static string Copy(string table) =>
        $"CREATE TABLE copy AS SELECT * FROM {table}; DROP TABLE {table}; ALTER TABLE copy RENAME TO {table};";
}

public sealed class SqliteFaultConformance() : FaultConformance(new SqliteTestStore());

public sealed class SqliteOverloadConformance() : OverloadConformance(new SqliteTestStore());

public sealed class SqliteHangConformance() : HangConformance(new SqliteTestStore());

public sealed class SqliteRetentionConformance() : RetentionConformance(new SqliteTestStore())
{
    protected override void RefuseTheLastDelete() =>
        Store.Execute("CREATE TRIGGER refused BEFORE DELETE ON tale_persistence_id BEGIN SELECT RAISE(ABORT, 'planned'); END");
}

public sealed class SqliteRuntimeConformance() : RuntimeConformance(new SqliteTestStore());

public sealed class SqliteLargeLogConformance(ITestOutputHelper output) : LargeLogConformance(new SqliteTestStore(), output);

public sealed class SqliteBackupConformance : BackupConformance
{
    private readonly SqliteTestStore _store;

    public SqliteBackupConformance() : this(new SqliteTestStore()) { }

    private SqliteBackupConformance(SqliteTestStore store) : base(store) => _store = store;

    protected override Task<ITestStore> CopyAsync(int number)
    {
        var copy = new SqliteTestStore();
        Directory.CreateDirectory(Path.GetDirectoryName(copy.Path)!);
        if (number % 2 == 0)
            _store.Execute($"VACUUM INTO '{copy.Path}'");
        else
            _store.BackUpTo(copy.Path);
        Assert.Equal(1, copy.Count("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"));
        return Task.FromResult<ITestStore>(copy);
    }
}
