using Akka.Configuration;
using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Index;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>The claims of a cluster's nodes to a database on PostgreSQL.</summary>
public sealed class MemberClaimTests : IDisposable
{
    private readonly TimeSpan _duration = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly List<IDisposable> _claims = [];
    private readonly PostgresTestStore _store = new();

    private PostgresLeaseDatabase Database => new(PostgresSettings.Read(_store.Config.GetConfig(_store.PluginId)));

    public void Dispose()
    {
        _claims.ForEach(claim => claim.Dispose());
        _store.Dispose();
    }

    [SkippableFact]
    public void A_node_is_at_work_once_its_cluster_has_taken_it_in()
    {
        var isUp = false;
        var claim = Claim("a", () => isUp);

        Assert.Null(claim.TryTake());
        Assert.NotNull(claim.Impediment);
        Assert.Equal(0, Rows());
        isUp = true;
        Assert.Null(claim.TryTake());
        Assert.Null(claim.Impediment);
        Assert.Equal(1, Rows());
        Assert.Null(claim.Renew());
    }

    [SkippableFact]
    public void Nodes_of_one_cluster_see_each_other_and_keep_everybody_else_out()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());
        Assert.Null(a.Renew());

        Assert.Equal(("at-b", "b knows"), Only(a));
        Assert.Equal(("at-a", "a knows"), Only(b));
        Assert.Null(b.Renew());
        Assert.Equal(("at-a", "a knows"), Only(b));
        Assert.Equal("cluster", Single("lonely").TryTake()?.Owner);
        Assert.Equal("cluster", Claim("c", cluster: "another cluster").TryTake()?.Owner);
    }

    [SkippableFact]
    public void One_that_is_struck_out_says_so_and_never_comes_back()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());

        StrikeOut("at-b", by: "a");

        Assert.Contains("has gone on without it", b.Renew(), StringComparison.Ordinal);
        Assert.Null(b.TryTake());
        Assert.Contains("restart the node", b.Impediment, StringComparison.Ordinal);
        Assert.Null(a.Renew());
        Assert.Empty(a.Others);
    }

    /// <summary>The database was away while it had shards by the others.</summary>
    [SkippableFact]
    public void One_that_is_struck_out_before_it_has_come_here_never_comes()
    {
        const string Place = "akka.tcp://travel@10.0.0.7:4053";
        var a = Claim("a");
        Assert.Null(a.TryTake());
        Assert.Equal(TimeSpan.Zero, StrikeOut($"{Place}#2", by: "a"));

        var b = Claim("b", address: $"{Place}#2");
        Assert.Null(b.TryTake());

        Assert.Contains("has gone on without it", b.Impediment, StringComparison.Ordinal);
        Assert.True(b.IsStruckOut);
        Assert.Null(a.Renew());
        Assert.Empty(a.Others);
        // Started anew, it has another address.
        var again = Claim("c", address: $"{Place}#3");
        Assert.Null(again.TryTake());
        Assert.Null(again.Impediment);
    }

    [SkippableFact]
    public void One_that_is_out_strikes_nobody_out()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());
        StrikeOut("at-b", by: "a");

        StrikeOut("at-a", by: "b");
        _store.Execute("INSERT INTO tale_member VALUES ('late', 'at-late', clock_timestamp() - interval '1 second')");
        StrikeOut("at-a", by: "late");

        Assert.Null(a.Renew());
    }

    [SkippableFact]
    public void The_last_to_leave_gives_the_database_back()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());

        a.Release();
        Assert.Equal("cluster", Single("lonely").TryTake()?.Owner);
        b.Release();
        Assert.Null(Single("lonely").TryTake());
    }

    [SkippableFact]
    public void One_that_is_silent_is_no_other_any_more()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());
        _store.Execute("UPDATE tale_member SET until = clock_timestamp() WHERE node = 'b'");

        Assert.Null(a.Renew());
        Assert.Empty(a.Others);
        // Nobody has struck it out: it was only late.
        Assert.Null(b.Renew());
    }

    [SkippableFact]
    public void Whoever_follows_one_that_is_struck_out_is_told_how_long_that_one_may_believe_in_its_lease()
    {
        var (a, b, c) = (Claim("a"), Claim("b"), Claim("c"));
        Assert.All([a, b, c], claim => Assert.Null(claim.TryTake()));

        Assert.InRange(StrikeOut("at-c", by: "a")!.Value, _duration / 2, _duration);
        // The second to say so has to wait as long.
        Assert.InRange(StrikeOut("at-c", by: "b")!.Value, _duration / 2, _duration);
        _store.Execute("UPDATE tale_member SET until = clock_timestamp() - interval '1 second' WHERE node = 'c'");
        Assert.Equal(TimeSpan.Zero, StrikeOut("at-c", by: "a"));
        Assert.Equal(TimeSpan.Zero, StrikeOut("at-nobody", by: "a"));
        Assert.Null(StrikeOut("at-a", by: "c"));
    }

    [SkippableFact]
    public void One_that_is_struck_out_does_not_come_back_with_its_cluster()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());
        StrikeOut("at-b", by: "a");
        _store.Execute("DELETE FROM tale_lease");

        Assert.NotNull(b.Renew());
        Assert.Null(b.TryTake());
        Assert.Contains("restart the node", b.Impediment, StringComparison.Ordinal);
        Assert.True(b.IsStruckOut);
        // It leaves the database alone.
        _store.Execute("DELETE FROM tale_lease");
        Assert.Null(b.TryTake());
        Assert.Equal(0, _store.Count("SELECT count(*) FROM tale_lease"));
    }

    [SkippableFact]
    public void Whoever_had_its_place_before_is_dead()
    {
        Assert.Null(Claim("a", address: "akka.tcp://travel@10.0.0.7:4053#1").TryTake());

        var again = Claim("b", address: "akka.tcp://travel@10.0.0.7:4053#2");
        Assert.Null(again.TryTake());

        Assert.Null(again.Impediment);
        Assert.Empty(again.Others);
        Assert.Equal(1, Rows());
    }

    [SkippableFact]
    public void Nobody_begins_beside_strangers()
    {
        Assert.Null(Claim("a").TryTake());

        var stranger = Claim("b", isMember: address => address == "at-b");
        Assert.Null(stranger.TryTake());
        Assert.Contains("no members of its cluster are at work in it (at-a)", stranger.Impediment, StringComparison.Ordinal);
        Assert.Equal(1, Rows());

        _store.Execute("UPDATE tale_member SET until = clock_timestamp()");
        Assert.Null(stranger.TryTake());
        Assert.NotNull(stranger.Impediment);
        _time.Advance(_duration / 2);
        Assert.Null(stranger.TryTake());
        Assert.Null(stranger.Impediment);
    }

    [SkippableFact]
    public void Whoever_joins_does_not_make_the_cluster_look_as_if_nobody_lived()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        Assert.Null(a.Renew());
        var renewals = _store.Count("SELECT renewals FROM tale_lease");

        Assert.Null(b.TryTake());

        Assert.Equal(renewals + 1, _store.Count("SELECT renewals FROM tale_lease"));
    }

    [SkippableFact]
    public void A_connection_that_ended_meanwhile_costs_no_renewal()
    {
        var name = $"claim-{Guid.NewGuid():N}";
        var config = ConfigurationFactory.ParseString($"connection-string = \"{_store.ConnectionString};Application Name={name}\"")
            .WithFallback(_store.Config.GetConfig(_store.PluginId));
        var member = new ClusterMember("cluster", "a", "at-a", () => true, _ => true, []);
        using var a = new MemberClaim(new PostgresLeaseDatabase(PostgresSettings.Read(config)), member, _duration, _time);
        Assert.Null(a.TryTake());
        Assert.Equal(2, _store.Count($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{name}'"));

        Assert.Null(a.Renew());
    }

    /// <summary>The database was away for an hour: all rows are old, and those of members are needed still.</summary>
    [SkippableFact]
    public void Whoever_joins_after_a_long_outage_does_not_strike_out_the_others()
    {
        var (a, b) = (Claim("a"), Claim("b"));
        Assert.Null(a.TryTake());
        _store.Execute("UPDATE tale_member SET until = clock_timestamp() - interval '2 hours'");

        Assert.Null(b.TryTake());
        Assert.Null(b.Impediment);

        Assert.Null(a.Renew());
        Assert.False(a.IsStruckOut);
    }

    /// <summary>It could not renew its lease for a while, and somebody who is not of its cluster has begun since, and takes over what is open.</summary>
    [SkippableFact]
    public void Whoever_was_silent_while_a_stranger_began_does_not_go_on_beside_it()
    {
        var a = Claim("a");
        Assert.Null(a.TryTake());
        _store.Execute("UPDATE tale_member SET until = clock_timestamp() - interval '1 second'");
        var stranger = Claim("b", isMember: address => address == "at-b");
        for (var i = 0; i < 5; i++, _time.Advance(_duration / 4))
            Assert.Null(stranger.TryTake());
        Assert.Null(stranger.Impediment);
        Assert.Empty(stranger.Others);

        Assert.NotNull(a.Renew());
    }

    /// <summary>It has not seen the others lose that one, and waits for nobody.</summary>
    [SkippableFact]
    public void Whoever_joins_does_not_begin_while_one_that_is_struck_out_may_believe_in_its_lease()
    {
        var (a, b, c) = (Claim("a"), Claim("b"), Claim("c"));
        Assert.Null(a.TryTake());
        Assert.Null(b.TryTake());
        Assert.InRange(StrikeOut("at-b", by: "a")!.Value, _duration / 2, _duration);

        Assert.Null(c.TryTake());
        Assert.NotNull(c.Impediment);

        _store.Execute("UPDATE tale_member SET until = clock_timestamp() WHERE node = 'b'");
        Assert.Null(c.TryTake());
        Assert.Null(c.Impediment);
    }

    /// <summary>The database was away: the lease of the living has run out, and a stranger is the first to look.</summary>
    [SkippableFact]
    public void A_stranger_that_comes_first_after_an_outage_leaves_the_living_their_lease()
    {
        var a = Claim("a");
        Assert.Null(a.TryTake());
        _store.Execute("UPDATE tale_member SET until = clock_timestamp() - interval '1 second'");
        var stranger = Claim("b", isMember: address => address == "at-b");
        Assert.Null(stranger.TryTake());
        _time.Advance(_duration / 4);
        Assert.Null(a.Renew());
        Assert.Null(stranger.TryTake());
        Assert.NotNull(stranger.Impediment);
        Assert.Null(a.Renew());
    }

    [SkippableFact]
    public void Whoever_waits_for_strangers_to_go_does_not_ask_the_database_ten_times_a_second()
    {
        Assert.Null(Claim("a").TryTake());
        var stranger = Claim("b", isMember: address => address == "at-b");
        Assert.Null(stranger.TryTake());
        Assert.NotNull(stranger.Impediment);

        Assert.Equal(TimeSpan.FromSeconds(1), stranger.Retry);
    }

    private MemberClaim Claim(
        string node, Func<bool>? isUp = null, string cluster = "cluster", string? address = null, Func<string, bool>? isMember = null)
    {
        var member = new ClusterMember(cluster, node, address ?? $"at-{node}", isUp ?? (() => true), isMember ?? (_ => true), [$"{node} knows"]);
        var claim = new MemberClaim(Database, member, _duration, _time);
        _claims.Add(claim);
        return claim;
    }

    private static (string Address, string Knows) Only(MemberClaim claim) => (Assert.Single(claim.Others).Address, Assert.Single(claim.Others.Single().Knows));

    private LeaseClaim Single(string owner)
    {
        var claim = new LeaseClaim(Database, owner, owner, _duration, _time);
        _claims.Add(claim);
        return claim;
    }

    private TimeSpan? StrikeOut(string address, string by)
    {
        using var store = Database.OpenMembers();
        return store.StrikeOut(address, by);
    }

    private long Rows() => _store.Count("SELECT count(*) FROM tale_member");
}
