using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster.Tests;

/// <summary>The placing of shards, with Akka's own coordinator and a region, and nodes that are played.</summary>
public sealed class ShardMovesTests : IDisposable
{
    private const string Shard = "1";

    private readonly SemaphoreSlim _opened = new(0);
    private volatile bool _isToMove;
    private int _uncertain;

    /// <summary>Nobody sends anything to it: there may be work in it, and nobody who waits.</summary>
    [Fact]
    public async Task A_shard_that_has_left_its_node_and_cannot_be_placed_at_once_is_placed_a_little_later()
    {
        using var system = ActorSystem.Create("travel", ConfigurationFactory.ParseString("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.provider = cluster
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            akka.cluster.sharding { rebalance-interval = 200ms, retry-interval = 500ms }
            """).WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingleton.DefaultConfig()).WithFallback(DistributedData.DefaultConfig()));
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(TestCluster.Patience);
        var moves = new ShardMoves(new MovesOnce(this), (_, _) => true, _ => Task.FromResult<(bool, Address?)>((IsCertain(), null)), () => false);
        var settings = ClusterShardingSettings.Create(system).WithStateStoreMode(StateStoreMode.DData);
        var region = await ClusterSharding.Get(system).StartAsync(
            "shards", _ => Props.Create(() => new Opened(this)), settings, new ShardExtractor(2), moves, PoisonPill.Instance);
        region.Tell(new WakeTransaction(Enumerable.Range(0, 100).Select(i => $"t{i}").First(id => ShardKey.Of(id, 2) == Shard)));
        Assert.True(await _opened.WaitAsync(TestCluster.Patience));

        Volatile.Write(ref _uncertain, 3);
        _isToMove = true;

        Assert.True(await _opened.WaitAsync(TimeSpan.FromSeconds(20)), "It is nowhere.");
        Assert.InRange(Volatile.Read(ref _uncertain), int.MinValue, -1);
    }

    public void Dispose() => _opened.Dispose();

    private bool IsCertain() => Interlocked.Decrement(ref _uncertain) < 0;

    private sealed class Opened : ReceiveActor
    {
        public Opened(ShardMovesTests test)
        {
            ReceiveAny(_ => { });
            test._opened.Release();
        }
    }

    private sealed class MovesOnce(ShardMovesTests test) : IShardAllocationStrategy
    {
        public Task<IActorRef> AllocateShard(
            IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
            Task.FromResult(currentShardAllocations.Keys.First());

        public Task<IImmutableSet<string>> Rebalance(
            IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
        {
            var isToMove = test._isToMove;
            test._isToMove = false;
            return Task.FromResult<IImmutableSet<string>>(isToMove ? [Shard] : ImmutableHashSet<string>.Empty);
        }
    }
}
