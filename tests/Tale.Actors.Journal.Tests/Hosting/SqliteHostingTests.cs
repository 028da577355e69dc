using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Hosting;

public sealed class SqliteHostingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-hosting-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task One_line_stores_persistent_actors_in_a_file_and_a_restart_finds_them()
    {
        var path = Path.Combine(_folder.FullName, "new folder", "tale \"1\".db");

        Assert.Equal(new List<long> { 1, 2 }, await RunAsync(path, "a", "b"));
        Assert.True(File.Exists(path));
        Assert.Equal(new List<long> { 3 }, await RunAsync(path, "c"));
    }

    [Fact]
    public void The_index_and_the_replay_filter_are_set()
    {
        var config = new AkkaConfigurationBuilder(new ServiceCollection(), "x").WithTaleSqliteJournal("x.db").Configuration.Value;

        Assert.Equal(typeof(SqliteTransactionIndex), Type.GetType(config.GetString("tale.index.provider")));
        Assert.Equal(SqliteSettings.PluginId, config.GetString("akka.persistence.journal.plugin"));
        Assert.Equal("off", config.GetString($"{SqliteSettings.PluginId}.replay-filter.mode"));
        Assert.Equal("x.db", config.GetString($"{SqliteSettings.PluginId}.path"));
    }

    [Theory]
    [InlineData("path = \"\"", "path")]
    [InlineData("path = \":memory:\"", "path")]
    [InlineData("queue-limit = 0", "akka.persistence.journal.tale-sqlite.queue-limit is '0'; it must be a whole number, 1 or more.")]
    [InlineData("queue-limit = -5", "akka.persistence.journal.tale-sqlite.queue-limit is '-5'; it must be a whole number, 1 or more.")]
    [InlineData("max-batch-bytes = 5 stones", "akka.persistence.journal.tale-sqlite.max-batch-bytes is '5 stones'; it must be a number of bytes")]
    [InlineData("hang-timeout = soon", "akka.persistence.journal.tale-sqlite.hang-timeout is 'soon'; it must be a time above zero")]
    [InlineData("linger = -1ms", "akka.persistence.journal.tale-sqlite.linger is '-1ms'; it must be a time")]
    [InlineData("cache-size = none", "akka.persistence.journal.tale-sqlite.cache-size is 'none'; it must be a number of bytes")]
    [InlineData("retention.keep = 5 moons", "akka.persistence.journal.tale-sqlite.retention.keep is '5 moons'; it must be a time above zero")]
    [InlineData("retention.batch-size = 0", "akka.persistence.journal.tale-sqlite.retention.batch-size is '0'; it must be")]
    [InlineData("circuit-breaker.call-timeout = 0s", "akka.persistence.journal.tale-sqlite.circuit-breaker.call-timeout is '0s'; it must be")]
    [InlineData("replay-filter.mode = repair-by-discard-old", "replay-filter")]
    public void A_setting_that_cannot_work_is_named(string setting, string named)
    {
        var section = SqliteDefaults.Journal.Complete(ConfigurationFactory.ParseString(setting));

        var error = Assert.Throws<ConfigurationException>(() => (SqliteSettings.Read(section), JournalSettings.Read(section, SqliteSettings.PluginId)));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<long>> RunAsync(string path, params string[] events)
    {
        var builder = new AkkaConfigurationBuilder(new ServiceCollection(), "x").WithTaleSqliteJournal(path)
            .AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend);
        var system = ActorSystem.Create("hosting", builder.Configuration.Value);
        var actor = system.ActorOf(Counter.Props("one"));
        var answers = new List<long>();
        foreach (var stored in events)
            answers.Add(await actor.Ask<long>(stored, TimeSpan.FromSeconds(60)));
        await system.Terminate();
        return answers;
    }
}
