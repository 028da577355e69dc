using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>A server that answers, and stores nothing: a role without rights, read only, a disk without room.</summary>
public sealed class PostgresRefusalTests : JournalTests
{
    private readonly PostgresTestStore _store;

    public PostgresRefusalTests() : this(new PostgresTestStore(isOwner: false)) { }

    private PostgresRefusalTests(PostgresTestStore store)
        : base(store, $"akka.loglevel = INFO \n {store.PluginId} {{ probe-delay = 10ms, max-probe-delay = 50ms }}") => _store = store;

    [SkippableTheory]
    [InlineData("INSERT ON tale_event")]
    [InlineData("INSERT ON tale_persistence_id")]
    [InlineData("UPDATE ON tale_transaction")]
    [Trait("failure", "F19")]
    public async Task A_right_that_is_taken_away_is_one_outage_until_it_is_given_back(string right)
    {
        Assert.True(await IsHealthyAsync());
        var log = new OutageLog(Sys, CreateTestProbe());
        _store.Execute($"REVOKE {right} FROM {_store.Role}");

        Assert.False(await IsHealthyAsync());
        AssertAnOutage(log, "permission denied");
        Assert.False(await IsHealthyAsync());

        _store.Execute($"GRANT {right} TO {_store.Role}");
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 1, "after");
        Assert.True(await IsHealthyAsync());
        log.AssertQuiet();
    }

    [SkippableFact]
    [Trait("failure", "F64")]
    public void A_write_that_meets_the_missing_right_first_finds_out_for_all()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        _store.Execute($"REVOKE INSERT ON tale_event FROM {_store.Role}");

        Assert.NotNull(Send(Id, 2, "during").Failure());
        AssertAnOutage(log, "permission denied");

        _store.Execute($"GRANT INSERT ON tale_event TO {_store.Role}");
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 2, "after");
        log.AssertQuiet();
    }

    [SkippableFact]
    [Trait("failure", "F19")]
    public void A_role_that_becomes_read_only_is_one_outage()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        _store.Execute($"""
            ALTER ROLE {_store.Role} SET default_transaction_read_only = on;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_store.Role}'
            """);

        Assert.NotNull(Send(Id, 2, "the first that meets it").Failure());
        log.Next();   // that its connection was ended is what it met first
        AssertRefused("read-only transaction");
        log.AssertQuiet();

        _store.Execute($"ALTER ROLE {_store.Role} RESET default_transaction_read_only");
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 2, "after");
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
    }
}
