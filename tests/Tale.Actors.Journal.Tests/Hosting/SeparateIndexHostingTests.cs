using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Hosting;

public sealed class SeparateIndexHostingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-hosting-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task One_line_keeps_the_index_in_a_file_and_leaves_the_journal_alone()
    {
        var path = Path.Combine(_folder.FullName, "new folder", "index \"1\".db");
        var config = Builder().AddHocon(ForeignJournal.InMemory, HoconAddMode.Prepend).WithTaleSqliteIndex(path).Configuration.Value;
        var system = ActorSystem.Create("x", config.WithFallback("akka.loglevel = OFF").WithFallback(TaleExtension.DefaultConfiguration()));

        TaleExtension.For(system).Start(new TaleOptions());

        Assert.IsType<SqliteSeparateIndex>(TaleExtension.For(system).Index);
        Assert.Empty((await TaleExtension.For(system).Index.QueryAsync(new TransactionQuery())).Transactions);
        Assert.True(File.Exists(path));
        Assert.Equal("akka.persistence.journal.inmem", system.Settings.Config.GetString("akka.persistence.journal.plugin"));
        await system.Terminate();
    }

    [Fact]
    public void PostgreSQL_is_one_line_too()
    {
        var config = Builder().WithTalePostgresIndex("Host=db").Configuration.Value;

        Assert.Equal(typeof(PostgresSeparateIndex), Type.GetType(config.GetString("tale.index.provider")));
        Assert.Equal("Host=db", config.GetString("tale.index.postgres.connection-string"));
    }

    [Theory]
    [InlineData("tale.index.provider = \"Tale.Actors.Journal.Postgres.PostgresSeparateIndex, Tale.Actors.Journal\"", "tale.index.postgres.connection-string")]
    [InlineData("tale.index.provider = \"Tale.Actors.Journal.Sqlite.SqliteSeparateIndex, Tale.Actors.Journal\", tale.index.sqlite.path = \"\"", "tale.index.sqlite.path")]
    public async Task A_setting_that_is_missing_is_named(string settings, string named)
    {
        var system = ActorSystem.Create("x", ConfigurationFactory.ParseString(settings).WithFallback("akka.loglevel = OFF").WithFallback(TaleExtension.DefaultConfiguration()));

        var error = Assert.ThrowsAny<Exception>(() => TaleExtension.For(system).Start(new TaleOptions()));

        Assert.Contains(named, error.GetBaseException().Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public async Task F58_the_index_of_a_journal_that_is_not_in_use_is_refused_at_start()
    {
        var path = Path.Combine(_folder.FullName, "unused.db");
        var config = ConfigurationFactory.ParseString("tale.journal-plugin-id = akka.persistence.journal.inmem")
            .WithFallback(Builder().WithTaleSqliteJournal(path).Configuration.Value);
        var system = ActorSystem.Create("x", config.WithFallback("akka.loglevel = OFF").WithFallback(TaleExtension.DefaultConfiguration()));

        var error = Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(new TaleOptions()));

        Assert.Contains("akka.persistence.journal.tale-sqlite", error.Message, StringComparison.Ordinal);
        Assert.Contains("akka.persistence.journal.inmem", error.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    private static AkkaConfigurationBuilder Builder() => new(new ServiceCollection(), "x");
}
