using System.Diagnostics;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Tale.Actors.Cluster.Tests.Support;

namespace Tale.Actors.Cluster.Tests;

/// <summary>Who is asked for a shard before it is placed, and who is waited for.</summary>
public sealed class ShardHostsTests
{
    private volatile Func<Task<bool>?> _answer = () => Task.FromResult(true);
    private int _questions;
    private bool? _isOfThisBuild = true;
    private ClusterNode _other = null!;
    private ShardHosts _hosts = null!;
    private Akka.Cluster.Cluster _seen = null!;

    [SkippableFact]
    public async Task Those_who_want_the_same_shard_at_the_same_time_wait_for_one_search()
    {
        await using var cluster = new TestCluster(_ => []);
        await StartAsync(cluster);
        var isOpen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = () => isOpen.Task;
        var all = Enumerable.Range(0, 20).Select(_ => _hosts.FindAsync("1")).ToList();
        await UntilAsync(() => Volatile.Read(ref _questions) == 1);
        isOpen.SetResult(true);

        Assert.All(await Task.WhenAll(all), found => Assert.Equal((true, _other.Address), found));
        Assert.Equal(1, Volatile.Read(ref _questions));
        await _hosts.FindAsync("1");
        Assert.Equal(2, Volatile.Read(ref _questions));
    }

    /// <summary>By somebody else: its shards leave it then, and not before.</summary>
    [SkippableFact]
    public async Task One_that_was_told_to_leave_is_asked_while_it_exits()
    {
        await using var cluster = new TestCluster(_ => []);
        await StartAsync(cluster);
        var isOver = new TaskCompletionSource<Done>(TaskCreationOptions.RunContinuationsAsynchronously);
        CoordinatedShutdown.Get(_other.System).AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "leaving", () => isOver.Task);

        _seen.Leave(_other.Address);
        await UntilAsync(() => Other.Status == MemberStatus.Exiting);

        Assert.Equal((true, _other.Address), await _hosts.FindAsync("1"));
        isOver.SetResult(Done.Instance);
    }

    [SkippableFact]
    public async Task One_of_another_build_is_waited_for_once_and_for_good_when_it_has_answered()
    {
        await using var cluster = new TestCluster(_ => []);
        await StartAsync(cluster);
        _isOfThisBuild = false;
        _answer = () => null;
        Assert.Equal((true, null), await _hosts.FindAsync("1"));
        var watch = Stopwatch.StartNew();
        Assert.Equal((true, null), await _hosts.FindAsync("1"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(0.8), $"{watch.Elapsed}");

        // It is asked all the same, and has only been paused.
        _answer = () => Task.FromResult(false);
        await _hosts.FindAsync("1");
        await UntilAsync(() => Volatile.Read(ref _questions) == 3);
        await Task.Delay(200);   // its answer has come
        _answer = () => null;

        Assert.False((await _hosts.FindAsync("1")).IsCertain);
    }

    /// <summary>The other member is asked as one that runs transactions, and says what the test has it say.</summary>
    private async Task StartAsync(TestCluster cluster)
    {
        var node = await cluster.JoinAsync();
        _other = await cluster.JoinAsync(role: "web");
        ((ExtendedActorSystem)_other.System).SystemActorOf(Props.Create(() => new Played(this)), MembershipWatch.Name);
        _seen = Akka.Cluster.Cluster.Get(node.System);
        await UntilAsync(() => Other.Status == MemberStatus.Up);
        _hosts = new ShardHosts(
            _seen, () => [Other], _ => false, _ => _isOfThisBuild, new Silences(TimeProvider.System, TimeSpan.FromSeconds(3)));
    }

    private Member Other => _seen.State.Members.Single(member => member.Address == _other.Address);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(5))
            Assert.True(watch.Elapsed < TestCluster.Patience);
    }

    private sealed class Played : ReceiveActor
    {
        public Played(ShardHostsTests test) => Receive<GetShardHost>(_ =>
        {
            Interlocked.Increment(ref test._questions);
            test._answer()?.PipeTo(Sender, success: isHost => new ShardHost(isHost));
        });
    }
}
