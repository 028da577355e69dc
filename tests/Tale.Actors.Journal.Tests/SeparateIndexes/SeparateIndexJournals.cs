using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.SeparateIndexes;

public sealed class SqlJournalWithIndexOnSqlite : SeparateIndexJournalConformance
{
    private readonly DirectoryInfo _folder;

    public SqlJournalWithIndexOnSqlite() : this(Directory.CreateTempSubdirectory("tale-separate-index-")) { }

    private SqlJournalWithIndexOnSqlite(DirectoryInfo folder)
        : base(ForeignJournal.SqlOn(Path.Combine(folder.FullName, "journal.db")), TestIndex.SqliteOn(Path.Combine(folder.FullName, "index.db"))) => _folder = folder;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

public sealed class SqlJournalWithIndexOnPostgres : SeparateIndexJournalConformance
{
    private readonly DirectoryInfo _folder;

    public SqlJournalWithIndexOnPostgres() : this(new PostgresTestStore(), Directory.CreateTempSubdirectory("tale-separate-index-")) { }

    private SqlJournalWithIndexOnPostgres(PostgresTestStore store, DirectoryInfo folder)
        : base(ForeignJournal.SqlOn(Path.Combine(folder.FullName, "journal.db")), TestIndex.PostgresOn(store.ConnectionString)) =>
            _folder = folder;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

public sealed class InMemoryJournalWithIndexOnSqlite : SeparateIndexJournalConformance
{
    private readonly DirectoryInfo _folder;

    public InMemoryJournalWithIndexOnSqlite() : this(Directory.CreateTempSubdirectory("tale-separate-index-")) { }

    private InMemoryJournalWithIndexOnSqlite(DirectoryInfo folder)
        : base(ForeignJournal.InMemory, TestIndex.SqliteOn(Path.Combine(folder.FullName, "index.db"))) => _folder = folder;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
