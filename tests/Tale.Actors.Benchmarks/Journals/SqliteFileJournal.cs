using Akka.Configuration;

namespace Tale.Actors.Benchmarks.Journals;

/// <summary>Tale's journal on a SQLite file in a temporary folder, which has to be on a real disk for the figures to mean anything.</summary>
internal sealed class SqliteFileJournal : JournalChoice
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-benchmark-");

    public override Config Configuration => ConfigurationFactory
        .ParseString($"akka.persistence.journal.tale-sqlite.path = \"{Path.Combine(_folder.FullName, "tale.db").Replace("\\", "/", StringComparison.Ordinal)}\"")
        .WithFallback(Journal.Hosting.JournalDefaults.Sqlite.Config);

    public override long? DiskBytes => _folder.EnumerateFiles().Sum(file => file.Length);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
