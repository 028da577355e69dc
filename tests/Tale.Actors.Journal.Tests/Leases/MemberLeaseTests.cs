using System.Diagnostics;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Index;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>The lease of a cluster's node on PostgreSQL, and when what a lost node had may be taken over.</summary>
public sealed class MemberLeaseTests() : TestKit("akka.loglevel = OFF")
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly PostgresTestStore _store = new();

    private PostgresLeaseDatabase Database => new(PostgresSettings.Read(_store.Config.GetConfig(_store.PluginId)));

    protected override void AfterAll()
    {
        base.AfterAll();
        _store.Dispose();
    }

    [SkippableFact]
    public async Task What_a_lost_node_had_waits_until_that_one_cannot_believe_in_its_lease()
    {
        var lease = Join("a", TimeSpan.FromMinutes(1));
        _store.Execute("INSERT INTO tale_member VALUES ('b', 'at-b', clock_timestamp() + interval '30 seconds')");

        var struckOut = lease.StrikeOutAsync("at-b");
        await UntilAsync(() => _store.Count("SELECT count(*) FROM tale_member WHERE struck_out") == 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Task.Delay(200);
        Assert.True(lease.AwaitsStruckOut);

        await AdvanceUntilAsync(() => struckOut.IsCompleted, TimeSpan.FromSeconds(10));
        await struckOut;
        Assert.False(lease.AwaitsStruckOut);
    }

    [SkippableFact]
    public async Task Whoever_has_no_lease_itself_strikes_out_once_it_has_it_again()
    {
        var lease = Join("a", TimeSpan.FromMinutes(1));
        _store.Execute("INSERT INTO tale_member VALUES ('b', 'at-b', clock_timestamp())");
        _store.Execute("UPDATE tale_member SET until = clock_timestamp() WHERE node = 'a'");

        var struckOut = lease.StrikeOutAsync("at-b");
        for (var i = 0; i < 5; i++, await Task.Delay(100))
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(lease.AwaitsStruckOut);
        Assert.Equal(0, _store.Count("SELECT count(*) FROM tale_member WHERE struck_out"));

        _store.Execute("UPDATE tale_member SET until = clock_timestamp() + interval '1 minute' WHERE node = 'a'");
        await AdvanceUntilAsync(() => struckOut.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.False(lease.AwaitsStruckOut);
        Assert.Equal(1, _store.Count("SELECT count(*) FROM tale_member WHERE struck_out"));
    }

    /// <summary>As after a failover to a server whose clock is right.</summary>
    [SkippableFact]
    public async Task A_row_that_lasts_for_ever_because_the_server_s_clock_was_set_back_is_not_waited_for_for_ever()
    {
        var lease = Join("a", TimeSpan.FromMinutes(1));
        _store.Execute("INSERT INTO tale_member VALUES ('b', 'at-b', clock_timestamp() + interval '100 days')");

        var struckOut = lease.StrikeOutAsync("at-b");
        await AdvanceUntilAsync(() => struckOut.IsCompleted, TimeSpan.FromHours(1));

        await struckOut;
        Assert.False(lease.AwaitsStruckOut);
    }

    /// <summary>Another owner has been at work in between, and has written what nobody else knows: what was read before is read again.</summary>
    [SkippableFact]
    public async Task Whoever_has_not_noticed_that_its_cluster_lost_the_database_and_has_it_again_begins_a_new_term()
    {
        var lease = Join("a", TimeSpan.FromSeconds(20));
        var term = lease.Term;
        Assert.True(lease.IsHeld(term));
        using var lone = Database.Open();
        _store.Execute("UPDATE tale_lease SET until = clock_timestamp()");
        var cluster = lone.Read()!;

        Assert.True(lone.Take(cluster, "lone", "a lone node", TimeSpan.FromMinutes(1)));
        Assert.True(lone.Take(lone.Read(), cluster.Owner, cluster.Name, TimeSpan.FromMinutes(1)));

        await AdvanceUntilAsync(() => lease.Term != term && lease.Refusal is null, TimeSpan.FromSeconds(1));
        Assert.False(lease.IsHeld(term));
        Assert.False(lease.IsStruckOut);
    }

    [SkippableFact]
    public async Task Whoever_finds_out_that_it_is_struck_out_when_it_comes_back_says_so()
    {
        var lease = Join("a", TimeSpan.FromSeconds(2));
        Assert.Null(lease.Refusal);
        var isTold = false;
        lease.OnChange(() => isTold |= lease.IsStruckOut);

        // It was lost, and the one that lost it has left as the last one.
        _store.Execute("UPDATE tale_member SET struck_out = true; DELETE FROM tale_lease");

        await UntilAsync(() => lease.IsStruckOut);
        await Task.Delay(500);
        Assert.True(isTold);
    }

    private MemberLease Join(string node, TimeSpan duration) =>
        MemberLease.Join(Sys, Database, new ClusterMember("cluster", node, $"at-{node}", () => true, _ => true, []), duration, _time);

    private async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(50))
        {
            Assert.True(watch.Elapsed < _patience);
            _time.Advance(step);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(watch.Elapsed < _patience);
    }
}
