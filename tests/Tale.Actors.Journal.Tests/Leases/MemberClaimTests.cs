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

        Assert.Equal(["at-b"], a.Others);
        Assert.Equal(["at-a"], b.Others);
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

    private MemberClaim Claim(string node, Func<bool>? isUp = null, string cluster = "cluster")
    {
        var claim = new MemberClaim(Database, new ClusterMember(cluster, node, $"at-{node}", isUp ?? (() => true)), _duration, _time);
        _claims.Add(claim);
        return claim;
    }

    private LeaseClaim Single(string owner)
    {
        var claim = new LeaseClaim(Database, owner, owner, _duration, _time);
        _claims.Add(claim);
        return claim;
    }

    private void StrikeOut(string address, string by)
    {
        using var store = Database.OpenMembers();
        store.StrikeOut(address, by);
    }

    private long Rows() => _store.Count("SELECT count(*) FROM tale_member");
}
