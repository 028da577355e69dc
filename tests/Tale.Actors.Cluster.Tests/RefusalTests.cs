using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Cluster.Tests;

/// <summary>What would go wrong later is refused at start, in one sentence that says what to do.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_database_that_only_this_node_can_use()
    {
        var file = Path.Combine(Path.GetTempPath(), $"tale-{Guid.NewGuid():N}.db");
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(akka => akka.WithClustering().WithTaleSqliteJournal(file)));
        Assert.Contains("Use WithTalePostgresJournal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_database_at_all()
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(akka => akka.WithClustering()));
        Assert.Contains("Use WithTalePostgresJournal", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_node_outside_of_a_cluster()
    {
        await using var cluster = new TestCluster(_ => []);
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(
            () => StartAsync(akka => akka.WithTalePostgresJournal(cluster.ConnectionString), remote: false));
        Assert.Contains("is not part of a cluster", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Nobody_who_downs_lost_nodes()
    {
        await using var cluster = new TestCluster(_ => []);
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(
            akka => akka.WithClustering().WithTalePostgresJournal(cluster.ConnectionString)
                .AddHocon("akka.cluster.downing-provider-class = \"\"", HoconAddMode.Prepend), last: true));
        Assert.Contains("downing-provider-class is empty", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Seed_nodes_of_nodes_that_are_to_find_each_other()
    {
        await using var cluster = new TestCluster(_ => []);
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(
            akka => akka.WithClustering(new ClusterOptions { SeedNodes = ["akka.tcp://travel@127.0.0.1:4053"], Roles = ["tale"] })
                .WithTalePostgresJournal(cluster.ConnectionString), discovers: true));
        Assert.Contains("There are seed nodes", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_cluster_that_begins_with_several_nodes_which_are_to_find_each_other()
    {
        await using var cluster = new TestCluster(_ => []);
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(
            akka => akka.WithClustering(new ClusterOptions { Roles = ["tale"], MinimumNumberOfMembers = 2 }).WithTalePostgresJournal(cluster.ConnectionString),
            discovers: true));
        Assert.Contains("min-nr-of-members", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_to_find_the_others_and_knows_no_database()
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(
            () => StartAsync(akka => akka.WithClustering(new ClusterOptions { Roles = ["web"] }), discovers: true));
        Assert.Contains("knows none", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_participant_that_only_other_nodes_have()
    {
        await using var cluster = new TestCluster(_ => []);
        var definition = Transaction.Define<int>("asks").Participant<int>("desk", ParticipantAddress.Registered<Desk>()).Build();
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(
            () => StartAsync(akka => akka.WithClustering().WithTalePostgresJournal(cluster.ConnectionString), definition: definition));
        Assert.Contains("step 'desk' of asks", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("registry key Desk", refusal.Message, StringComparison.Ordinal);

        await StartAsync(
            akka => akka.WithClustering().WithTalePostgresJournal(cluster.ConnectionString)
                .WithActors((_, actors) => actors.Register<Desk>(ActorRefs.Nobody)), last: true, definition: definition);
    }

    [SkippableFact]
    public async Task Leases_that_are_off()
    {
        await using var cluster = new TestCluster(_ => []);
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(
            akka => akka.WithClustering().WithTalePostgresJournal(cluster.ConnectionString).AddHocon("tale.lease.enabled = off", HoconAddMode.Prepend)));
        Assert.Contains("tale.lease.enabled is off", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Another_number_of_shards_than_the_nodes_at_work_have()
    {
        await using var cluster = new TestCluster(_ => []);
        await cluster.JoinAsync();
        var refusal = await Assert.ThrowsAsync<DatabaseInUseException>(() => cluster.JoinAsync(shards: 17));
        Assert.Contains("cluster travel with 16 shards", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_single_node_on_the_database_of_a_cluster_and_none_once_the_last_of_it_has_left()
    {
        await using var cluster = new TestCluster(_ => []);
        var nodes = await cluster.JoinAsync(2);
        await Assert.ThrowsAsync<DatabaseInUseException>(() => StartSingleAsync(cluster.ConnectionString));
        await nodes[1].StopAsync();
        await Assert.ThrowsAsync<DatabaseInUseException>(() => StartSingleAsync(cluster.ConnectionString));
        await nodes[0].StopAsync();

        using var single = await StartSingleAsync(cluster.ConnectionString);
        await single.StopAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void A_number_of_shards_that_makes_no_sense(int shards)
    {
        var builder = new AkkaConfigurationBuilder(new ServiceCollection(), "travel");
        Assert.Throws<ArgumentException>(() => builder.WithTaleCluster(_ => { }, cluster => cluster.Shards = shards));
    }

    [Fact]
    public void What_is_set_wins_over_the_settings_of_a_cluster_whichever_comes_first()
    {
        var set = ClusterDefaults.For(ConfigurationFactory.ParseString("akka.cluster.sharding.retry-interval = 7s"));
        Assert.False(set.HasPath("akka.cluster.sharding.retry-interval"));
        Assert.Equal(TimeSpan.FromSeconds(1), set.GetTimeSpan("akka.cluster.sharding.updating-state-timeout"));
        Assert.Equal(TimeSpan.FromMilliseconds(500), ClusterDefaults.For(null).GetTimeSpan("akka.cluster.sharding.retry-interval"));
        var akkas = ClusterDefaults.For(ClusterSharding.DefaultConfig());
        Assert.Equal(TimeSpan.FromMilliseconds(500), akkas.GetTimeSpan("akka.cluster.sharding.retry-interval"));
    }

    private static async Task<IHost> StartSingleAsync(string connectionString)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka => akka.AddHocon("akka.stdout-loglevel = OFF, akka.loglevel = OFF", HoconAddMode.Prepend)
            .WithTalePostgresJournal(connectionString).WithTale(_ => { }));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task StartAsync(Action<AkkaConfigurationBuilder> configure, bool remote = true, bool last = false, bool discovers = false, TransactionDefinition? definition = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka =>
        {
            akka.AddHocon("akka.stdout-loglevel = OFF, akka.loglevel = OFF", HoconAddMode.Prepend);
            if (remote)
                akka.WithRemoting("127.0.0.1", 0);
            if (!last)
                configure(akka);
            akka.WithTaleCluster(
                tale => tale.AddTransaction(definition ?? Transaction.Define<int>("t").Step("one", (int n) => n).Build()),
                cluster => (cluster.Role, cluster.DiscoverNodes) = (discovers ? "tale" : null, discovers));
            if (last)
                configure(akka);
        });
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private sealed class Desk;
}
