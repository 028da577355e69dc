using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>When an owner may be followed, on each store. The nodes' own clocks are played.</summary>
public abstract class LeaseClaimConformance(ITestStore store) : IDisposable
{
    private static readonly TimeSpan _duration = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly List<LeaseClaim> _claims = [];

    private protected abstract ILeaseDatabase Database { get; }

    public void Dispose()
    {
        _claims.ForEach(claim => claim.Dispose());
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void An_owner_whose_process_lives_is_given_its_whole_lease_to_show_that_it_does()
    {
        Assert.Null(Claim("a").TryTake());
        // Whatever the row says: the clock that it was read from may be wrong.
        store.Execute("UPDATE tale_lease SET until = taken_at");
        var second = Claim("b");

        Assert.Equal("a", second.TryTake()!.Owner);
        _time.Advance(_duration - TimeSpan.FromSeconds(1));
        Assert.Equal("a", second.TryTake()!.Owner);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(second.TryTake());
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void An_owner_that_renews_is_never_followed_and_one_that_is_followed_learns_who_did_it()
    {
        var first = Claim("a");
        Assert.Null(first.TryTake());
        var second = Claim("b");
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(second.TryTake());
            _time.Advance(_duration - TimeSpan.FromSeconds(1));
            Assert.Null(first.Renew());
        }

        Assert.NotNull(second.TryTake());
        _time.Advance(_duration);
        Assert.Null(second.TryTake());

        Assert.Contains("the node b has taken it over", first.Renew(), StringComparison.Ordinal);
        Assert.Equal("b", first.TryTake()!.Owner);
        second.Release();
        Assert.Null(first.TryTake());
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void An_owner_whose_process_has_ended_is_followed_at_once()
    {
        TakenBy("a");
        using (ProcessLock.TryTake(Database.LockFile("a"), "a"))
            Assert.NotNull(Claim("b").TryTake());

        Assert.Null(Claim("c").TryTake());
        Assert.Equal("the node c", Row().Name);
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void An_owner_of_whose_process_nothing_is_known_is_followed_when_its_lease_has_ended()
    {
        TakenBy("elsewhere");
        var second = Claim("b");

        Assert.NotNull(second.TryTake());
        _time.Advance(_duration);
        Assert.Null(second.TryTake());
        second.Release();

        // One that ended long ago, by the clock of the database.
        TakenBy("elsewhere");
        store.Execute("UPDATE tale_lease SET until = taken_at");
        Assert.Null(second.TryTake());
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void A_lease_that_has_a_year_to_go_by_a_wrong_clock_is_waited_for_no_longer_than_it_lasts()
    {
        TakenBy("elsewhere");
        store.Execute("UPDATE tale_lease SET until = until + (until - taken_at) * 1000000");
        var second = Claim("b");

        Assert.NotNull(second.TryTake());
        _time.Advance(_duration - TimeSpan.FromSeconds(1));
        Assert.NotNull(second.TryTake());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(second.TryTake());
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void An_owner_that_renews_at_the_last_moment_is_not_followed()
    {
        TakenBy("a");
        var seen = Row();
        using var connection = Database.Open();
        Assert.True(connection.Renew("a", _duration));

        Assert.False(connection.Take(seen, "b", "the node b", _duration));
        Assert.Equal(("a", 1), (Row().Owner, Row().Renewals));
        Assert.True(connection.Take(Row(), "b", "the node b", _duration));
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public void Who_has_been_followed_gives_nothing_back()
    {
        TakenBy("a");
        using var connection = Database.Open();
        Assert.True(connection.Take(Row(), "b", "the node b", _duration));

        connection.Release("a");

        Assert.Equal("b", Row().Owner);
        Assert.False(connection.Renew("a", _duration));
    }

    [SkippableFact]
    [Trait("failure", "F59")]
    public async Task Of_many_that_follow_at_once_one_does()
    {
        for (var round = 0; round < 10; round++)
        {
            var claims = Enumerable.Range(0, 8).Select(i => Claim($"node-{round}-{i}")).ToArray();
            var rows = await Task.WhenAll(claims.Select(claim => Task.Run(claim.TryTake)));

            var winner = claims[Array.FindIndex(rows, row => row is null)];
            Assert.Equal(7, rows.Count(row => row is not null));
            Assert.All(rows, row => Assert.True(row is null || row.Owner == Row().Owner));
            winner.Release();
        }
    }

    private LeaseClaim Claim(string owner)
    {
        var claim = new LeaseClaim(Database, owner, $"the node {owner}", _duration, _time);
        _claims.Add(claim);
        return claim;
    }

    private void TakenBy(string owner)
    {
        using var connection = Database.Open();
        Assert.True(connection.Take(null, owner, $"the node {owner}", _duration));
    }

    private LeaseRow Row()
    {
        using var connection = Database.Open();
        return connection.Read()!;
    }
}

public sealed class SqliteLeaseClaimConformance : LeaseClaimConformance
{
    private readonly SqliteTestStore _store;

    public SqliteLeaseClaimConformance() : this(new SqliteTestStore()) { }

    private SqliteLeaseClaimConformance(SqliteTestStore store) : base(store)
    {
        _store = store;
        // The file is there before anybody asks whose it is.
        using var file = new SqliteFile(Settings);
        file.Open().Dispose();
    }

    private protected override ILeaseDatabase Database => new SqliteLeaseDatabase(Settings, new SqliteFile(Settings), TimeProvider.System);

    private SqliteSettings Settings => SqliteSettings.Read(_store.Config.GetConfig(_store.PluginId));
}

public sealed class PostgresLeaseClaimConformance : LeaseClaimConformance
{
    private readonly PostgresTestStore _store;

    public PostgresLeaseClaimConformance() : this(new PostgresTestStore()) { }

    private PostgresLeaseClaimConformance(PostgresTestStore store) : base(store) => _store = store;

    private protected override ILeaseDatabase Database =>
        new PostgresLeaseDatabase(PostgresSettings.Read(_store.Config.GetConfig(_store.PluginId)));
}
