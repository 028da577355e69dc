using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Hosting;

/// <summary>An application whose database cannot be used does not start, and the exception that it gets is one line that says what to do.</summary>
public sealed class UnusableDatabaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-unusable-");

    private string Database => Path.Combine(_folder.FullName, "tale.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(Database, new string('x', 5_000));

        await AssertRefusedAsync<JournalSchemaException>(Database, $"The file '{Database}' cannot be used as a database", "file is not a database", "Restore a backup");
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        MakeDatabase();
        await using (var file = File.OpenWrite(Database))
        {
            file.Position = 100;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 3_000).ToArray());
        }

        await AssertRefusedAsync<JournalSchemaException>(Database, $"The file '{Database}' cannot be used as a database", "Restore a backup");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_named()
    {
        MakeDatabase();
        using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO tale_schema_version (version) VALUES (999)";
            command.ExecuteNonQuery();
        }

        await AssertRefusedAsync<JournalSchemaException>(Database, "schema version 999", "Run a version of Tale that is at least as new");
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_named()
    {
        Directory.CreateDirectory(Database);

        await AssertRefusedAsync<JournalUnavailableException>(Database, $"The database file '{Database}' cannot be opened for writing", "name another file");
    }

    [SkippableFact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        Skip.IfNot(Directory.Exists("/proc"), "There is no /proc, a folder that nobody may write to, root included.");

        await AssertRefusedAsync<JournalUnavailableException>("/proc/tale/tale.db", "The database file '/proc/tale/tale.db' cannot be opened for writing", "name another file");
    }

    [SkippableFact]
    public async Task A_schema_on_PostgreSQL_of_a_newer_version_is_named()
    {
        using var store = new PostgresTestStore();
        using (((ITestStore)store).Open().OpenWriter()) { }
        store.Execute("INSERT INTO tale_schema_version (version) VALUES (999)");

        var error = await Assert.ThrowsAsync<JournalSchemaException>(() => StartAsync(builder => builder.WithTalePostgresJournal(store.ConnectionString)));

        Assert.Contains("schema version 999", error.Message, StringComparison.Ordinal);
    }

    private void MakeDatabase()
    {
        var section = ConfigurationFactory.ParseString($"path = \"{Database}\"").WithFallback(SqliteDefaults.Journal.Complete(null));
        using var store = new SqliteStore(SqliteSettings.Read(section), TimeProvider.System);
        store.OpenWriter().Dispose();
    }

    private static async Task AssertRefusedAsync<T>(string path, params string[] parts) where T : Exception
    {
        var error = await Assert.ThrowsAsync<T>(() => StartAsync(builder => builder.WithTaleSqliteJournal(path)));

        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }

    private static async Task StartAsync(Action<AkkaConfigurationBuilder> journal)
    {
        var app = Host.CreateApplicationBuilder();
        app.Logging.ClearProviders();
        app.Services.AddAkka("unusable", builder =>
        {
            builder.AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF", HoconAddMode.Prepend);
            journal(builder);
            builder.WithTale(tale => { });
        });
        using var host = app.Build();
        await host.StartAsync();
    }
}
