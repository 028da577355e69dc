using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Cluster.Tests.Processes;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Cluster.Tests.Figures;

/// <summary>Nodes in processes of their own that find each other, with the settings that ship; and a client of them, a member without the role, here.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private IHost _client = null!;

    private Stage(int databases)
    {
        _cluster = new TestCluster(_ => [], databases);
        Fleet = new Fleet(_cluster.ConnectionStrings);
    }

    public Fleet Fleet { get; }

    public IReadOnlyList<string> ConnectionStrings => _cluster.ConnectionStrings;

    public ITaleClient Tale => _client.Services.GetRequiredService<ITaleClient>();

    public static async Task<Stage> StartAsync(int nodes, int version = 2, int databases = 1)
    {
        var stage = new Stage(databases);
        for (var i = 0; i < nodes; i++)
            stage.StartNode(version);
        stage._client = await stage.StartClientAsync();
        await stage.Fleet.AreAtWorkAsync(nodes);
        return stage;
    }

    public int StartNode(int version = 2, string? settings = null, int? place = null) => Fleet.Start(
        settings, new Dictionary<string, string> { [FigureDefinitions.Version] = version.ToString(CultureInfo.InvariantCulture) }, discovers: true, place);

    /// <summary>Starts one after the other until so many are open.</summary>
    public async Task OpenAsync(TransactionDefinition<int, int> definition, int count, string prefix)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, _) =>
            await Tale.StartAsync(definition, number, new StartOptions { TransactionId = $"{prefix}{number}" }, CancellationToken.None));
    }

    /// <summary>When the client's cluster has removed a member.</summary>
    public Task<DateTime> NextRemovalAsync()
    {
        var removed = new TaskCompletionSource<DateTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        var system = _client.Services.GetRequiredService<ActorSystem>();
        system.ActorOf(Props.Create(() => new Removals(removed)));
        return removed.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync(CancellationToken.None);
        _client.Dispose();
        Fleet.Dispose();
        await _cluster.DisposeAsync();
    }

    private async Task<IHost> StartClientAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka => akka
            .AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF", HoconAddMode.Prepend)
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = ["web"] })
            .WithTalePostgresJournal(ConnectionStrings)
            .WithTaleCluster(
                tale =>
                {
                    foreach (var definition in (TransactionDefinition[])[NodeProcess.Definition(null!), .. FigureDefinitions.All(null!)])
                        tale.AddTransaction(definition);
                },
                cluster => (cluster.Role, cluster.Shards, cluster.DiscoverNodes) = ("travel", 16, true)));
        builder.Services.AddTaleClient();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Removals : UntypedActor
    {
        private readonly TaskCompletionSource<DateTime> _removed;

        public Removals(TaskCompletionSource<DateTime> removed)
        {
            _removed = removed;
            Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
        }

        protected override void OnReceive(object message)
        {
            if (message is ClusterEvent.MemberRemoved)
                _removed.TrySetResult(DateTime.UtcNow);
        }
    }
}
