using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;
using Tale.Actors.Settings;

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
    [InlineData(true)]
    [InlineData(false)]
    public void The_other_persistent_actors_of_an_application_keep_the_journal_that_was_chosen_for_them(bool first)
    {
        const string Theirs = "akka.persistence.journal.plugin = theirs";
        var builder = new AkkaConfigurationBuilder(new ServiceCollection(), "x");
        if (first)
            builder.AddHocon(Theirs, HoconAddMode.Prepend);
        builder.WithTaleSqliteJournal("x.db");
        if (!first)
            builder.AddHocon(Theirs, HoconAddMode.Prepend);
        var config = builder.WithTale(_ => { }).Configuration.Value;

        Assert.Equal("theirs", config.GetString("akka.persistence.journal.plugin"));
        Assert.Equal(SqliteSettings.PluginId, new TaleSettings(config).JournalPluginId);
    }

    [Fact]
    public void Of_two_journals_of_Tale_the_one_that_is_chosen_last_is_used()
    {
        var config = new AkkaConfigurationBuilder(new ServiceCollection(), "x")
            .WithTalePostgresJournal("Host=db").WithTaleSqliteJournal("x.db").WithTale(_ => { }).Configuration.Value;

        Assert.Equal(SqliteSettings.PluginId, config.GetString("akka.persistence.journal.plugin"));
        Assert.Equal(SqliteSettings.PluginId, new TaleSettings(config).JournalPluginId);
        Assert.Equal(typeof(SqliteTransactionIndex), Type.GetType(config.GetString("tale.index.provider")));
    }

    [Theory]
    [InlineData("path = \"\"", "path")]
    [InlineData("path = \":memory:\"", "path")]
    [InlineData("queue-limit = 0", "akka.persistence.journal.tale-sqlite.queue-limit is '0'; it must be a whole number, 1 or more.")]
    [InlineData("queue-limit-bytes = 0", "akka.persistence.journal.tale-sqlite.queue-limit-bytes is '0'; it must be")]
    [InlineData("admission-limit-bytes = -1", "akka.persistence.journal.tale-sqlite.admission-limit-bytes is '-1'; it must be")]
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

    [Fact]
    [Trait("failure", "F67")]
    public async Task A_state_that_would_fit_into_no_event_is_refused_at_start_with_both_limits()
    {
        var refusal = await RefusedAsync("tale.max-payload-bytes = 8 MiB");

        Assert.Contains("tale.max-payload-bytes is 8388608", refusal, StringComparison.Ordinal);
        Assert.Contains($"{SqliteSettings.PluginId}.max-event-size is 8388608", refusal, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("failure", "F67")]
    public async Task The_largest_state_with_the_most_headers_and_the_longest_failure_fits_into_the_smallest_event_size_that_is_accepted()
    {
        const int limit = 100_000;
        var settings = new TaleSettings(ConfigurationFactory.ParseString($"tale.max-payload-bytes = {limit}").WithFallback(TaleExtension.DefaultConfiguration()));
        var config = Config(
            $"tale.max-payload-bytes = {limit}, {SqliteSettings.PluginId}.max-event-size = {settings.LargestEventBytes}, akka.loglevel = OFF");
        var system = ActorSystem.Create("x", config);
        var huge = Enumerable.Range(0, settings.MaxHeaders)
            .ToImmutableDictionary(i => i + new string('\u20ac', settings.MaxHeaderLength - 2), _ => new string('\u20ac', settings.MaxHeaderLength));
        var definition = Transaction.Define<string>("t").Step("one", (string state) => state).Build();
        TaleExtension.For(system).Start(new TaleOptions().AddTransaction(definition));

        var outcome = await TaleExtension.For(system).Client
            .RunAsync(definition, new string('x', limit - 2), new StartOptions { Headers = huge }).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(TransactionStatus.Completed, outcome.Status);
        await system.Terminate();
    }

    private Config Config(string settings) => ConfigurationFactory.ParseString(settings)
        .WithFallback(new AkkaConfigurationBuilder(new ServiceCollection(), "x")
            .WithTaleSqliteJournal(Path.Combine(_folder.FullName, "x.db")).Configuration.Value)
        .WithFallback(TaleExtension.DefaultConfiguration());

    private async Task<string> RefusedAsync(string settings)
    {
        var system = ActorSystem.Create("x", Config(settings + "\nakka.loglevel = OFF"));
        var error = Assert.ThrowsAny<Exception>(() => TaleExtension.For(system).Start(new TaleOptions()));
        await system.Terminate();
        return Assert.IsType<ConfigurationException>(error.GetBaseException()).Message;
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
