using Akka.Configuration;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>
/// Tale's journal on a SQLite file in a temporary folder, which has to be on a real disk for the figures to mean anything.
/// </summary>
internal sealed class SqliteFileJournal(DirectoryInfo folder, bool isOwner) : JournalChoice
{
    public static SqliteFileJournal Create() => new(Directory.CreateTempSubdirectory("tale-benchmark-"), isOwner: true);

    public override string Location => folder.FullName;

    public override Config Configuration => ConfigurationFactory
        .ParseString($"akka.persistence.journal.tale-sqlite.path = \"{Path.Combine(folder.FullName, "tale.db").Replace("\\", "/", StringComparison.Ordinal)}\"")
        .WithFallback(Journal.Sqlite.SqliteDefaults.Journal.File);

    public override long? DiskBytes => folder.EnumerateFiles().Sum(file => file.Length);

    public override long? LogBytes => folder.EnumerateFiles("*-wal").Sum(file => file.Length);

    public override ValueTask DisposeAsync()
    {
        if (isOwner)
            folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
