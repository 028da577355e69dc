using Tale.Actors.Journal.Tests.Conformance;
using Tale.Actors.Journal.Tests.Support;
using Xunit.Abstractions;

namespace Tale.Actors.Journal.Tests.Postgres;

public sealed class PostgresJournalConformance() : JournalConformance(new PostgresTestStore());

public sealed class PostgresIsolationConformance() : IsolationConformance(new PostgresTestStore());

public sealed class PostgresFailureSearchConformance() : FailureSearchConformance(new PostgresTestStore())
{
    protected override string Time => "now()";

    protected override string Numbers(int count) => $"generate_series(1, {count}) AS numbers(n)";
}

public sealed class PostgresStorableConformance() : StorableConformance(new PostgresTestStore());

public sealed class PostgresHoleConformance() : HoleConformance(new PostgresTestStore());

public sealed class PostgresNeighbourConformance() : NeighbourConformance(new PostgresTestStore())
{
    protected override string RefuseAll => Trigger("P0001");

    protected override string RefuseNone => "DROP TRIGGER refused ON tale_event";

    protected override IReadOnlyList<string> Refuse(string persistenceId)
    {
        var isTheirs = $"IF NEW.id = (SELECT id FROM tale_persistence_id WHERE persistence_id = '{persistenceId}') THEN";
        return [Trigger("P0001", isTheirs), Trigger("42501", isTheirs), Trigger("XX000", isTheirs), Trigger("53400", isTheirs)];
    }

    private static string Trigger(string sqlState, string condition = "IF true THEN") => $"""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {condition} RAISE EXCEPTION 'planned: refused' USING ERRCODE = '{sqlState}'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER refused BEFORE INSERT ON tale_event FOR EACH ROW EXECUTE FUNCTION refuse()
        """;
}

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

public sealed class PostgresRetentionConformance() : RetentionConformance(new PostgresTestStore())
{
    protected override void RefuseTheLastDelete() => Store.Execute("""
        CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'planned'; END $$;
        CREATE TRIGGER refused BEFORE DELETE ON tale_persistence_id FOR EACH ROW EXECUTE FUNCTION refused()
        """);
}

public sealed class PostgresRuntimeConformance() : RuntimeConformance(new PostgresTestStore());

public sealed class PostgresLargeLogConformance(ITestOutputHelper output) : LargeLogConformance(new PostgresTestStore(), output);

public sealed class PostgresBackupConformance : BackupConformance
{
    private readonly PostgresTestStore _store;

    public PostgresBackupConformance() : this(new PostgresTestStore()) { }

    private PostgresBackupConformance(PostgresTestStore store) : base(store) => _store = store;

    protected override async Task<ITestStore> CopyAsync(int number) => await _store.DumpAndRestoreAsync();
}
