using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Hosting;

/// <summary>The clock of what surrounds transactions comes from outside: a test need not wait for a month.</summary>
public sealed class TimeTests : TestKit
{
    private static readonly TransactionDefinition<int, int> AddOne = Transaction.Define<int>("add-one").Step("one", n => n + 1).Build();

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly SqliteTestStore _store = new();

    [Fact]
    public async Task Retention_goes_by_the_clock_that_was_given()
    {
        var folder = Directory.CreateTempSubdirectory("tale-time-");
        var config = ConfigurationFactory
            .ParseString($"{SqliteSettings.PluginId} {{ linger = 0s\n retention {{ keep = 30d\n interval = 50ms }} }}")
            .WithFallback(TaleJournal.SqliteConfig(Path.Combine(folder.FullName, "tale.db")));
        var system = Start(config);
        TaleExtension.For(system).Start(new TaleOptions().AddTransaction(AddOne));
        var client = TaleExtension.For(system).Client;
        await client.RunAsync(AddOne, 1, new StartOptions { TransactionId = "t-1" }).WaitAsync(Eventually.Patience);
        _time.Advance(TimeSpan.FromDays(29));
        await client.RunAsync(AddOne, 1, new StartOptions { TransactionId = "t-2" }).WaitAsync(Eventually.Patience);
        Assert.Equal(["t-1", "t-2"], await ListedAsync(client));

        _time.Advance(TimeSpan.FromDays(2));

        // SQLite keeps the newest, so that its number is not given out again.
        await Eventually.IsAsync(() => ListedAsync(client), ids => ids is ["t-2"]);
        await system.Terminate();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Events_are_dated_by_the_clock_that_was_given()
    {
        _time.Advance(TimeSpan.FromDays(365));
        var system = Start(_store.Config);
        TaleExtension.For(system).Start(new TaleOptions().AddTransaction(AddOne));

        await TaleExtension.For(system).Client.RunAsync(AddOne, 1).WaitAsync(Eventually.Patience);

        Assert.Equal($"{_time.GetUtcNow().Ticks}", _store.Scalar("SELECT min(written_at) FROM tale_event"));
        Assert.Equal($"{_time.GetUtcNow().Ticks}", _store.Scalar("SELECT max(written_at) FROM tale_event"));
        await system.Terminate();
    }

    [Theory]
    [InlineData(false, "akka.persistence.journal.tale-sqlite")]
    [InlineData(true, "tale.index.sqlite")]
    public async Task A_database_that_hangs_is_noticed_by_the_clock_that_was_given(bool isIndexAlone, string section)
    {
        var settings = ConfigurationFactory.ParseString($"{section} {{ hang-timeout = 30d, busy-timeout = 60s }}");
        var system = Start(settings.WithFallback(isIndexAlone ? TaleJournal.SqliteIndexConfig(_store.Path) : _store.Config));
        TaleExtension.For(system).Start(new TaleOptions().AddTransaction(AddOne));
        var client = TaleExtension.For(system).Client;
        var admission = (IAdmission)TaleExtension.For(system).Index;
        await client.RunAsync(AddOne, 1).WaitAsync(Eventually.Patience);
        // An index of its own follows the log: were its write what hangs, the start would be refused before it hangs itself.
        await Eventually.IsAsync(
            async () => (await client.ListAsync()).Transactions.Single().Status, status => status == TransactionStatus.Completed);
        using var other = new SqliteConnection($"Data Source={_store.Path};Pooling=False");
        other.Open();
        using var held = other.BeginTransaction(deferred: false);
        var hanging = client.RunAsync(AddOne, 1);

        var refusal = await Eventually.IsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromDays(31));
                return Task.FromResult(admission.Refusal);
            },
            refusal => refusal is not null);

        Assert.Contains("has not answered for", refusal!.Value.Message, StringComparison.Ordinal);
        held.Rollback();
        await hanging.WaitAsync(Eventually.Patience);
        await system.Terminate();
    }

    [Fact]
    public async Task The_client_s_timeout_goes_by_the_clock_that_was_given()
    {
        var (client, _) = Client("tale.client { ask-timeout = 30d, rewatch-interval = 40d }");

        var asked = client.GetAsync("t-1");
        _time.Advance(TimeSpan.FromDays(31));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => asked.WaitAsync(Eventually.Patience));
        Assert.Contains("tale.client.ask-timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_asks_again_by_the_clock_that_was_given()
    {
        var (client, region) = Client("tale.client.rewatch-interval = 1d");
        using var patience = new CancellationTokenSource();
        var watched = client.WatchAsync("t-1", patience.Token);
        region.ExpectMsg<WatchTransaction>(Eventually.Patience);

        _time.Advance(TimeSpan.FromDays(1));

        region.ExpectMsg<WatchTransaction>(Eventually.Patience);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watched);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _store.Dispose();
    }

    private static async Task<IReadOnlyList<string>> ListedAsync(ITaleClient client) =>
        [.. (await client.ListAsync(new TransactionQuery { Limit = 10 })).Transactions.Select(row => row.TransactionId)];

    /// <summary>A client of a region that never answers.</summary>
    private (ITaleClient Client, Akka.TestKit.TestProbe Region) Client(string hocon)
    {
        var system = Start(ConfigurationFactory.ParseString(hocon));
        var region = CreateTestProbe(system);
        TaleExtension.For(system).StartClient(new TaleOptions().AddTransaction(AddOne), region);
        return (TaleExtension.For(system).Client, region);
    }

    private ActorSystem Start(Config config) => ActorSystem.Create(
        "timed",
        BootstrapSetup.Create().WithConfig(config.WithFallback(TaleExtension.DefaultConfiguration())).And(new TaleTimeSetup(_time)));
}
