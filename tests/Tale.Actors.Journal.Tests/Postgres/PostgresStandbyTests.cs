using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>A server of its own that comes back as a read-only standby, and is promoted later.</summary>
public sealed class PostgresStandbyTests : JournalTests
{
    private readonly PostgresServer _server;
    private readonly PostgresTestStore _store;

    public PostgresStandbyTests() : this(new PostgresServer()) { }

    private PostgresStandbyTests(PostgresServer server) : this(server, new PostgresTestStore(server)) { }

    private PostgresStandbyTests(PostgresServer server, PostgresTestStore store)
        : base(store, $"akka.loglevel = INFO \n {store.PluginId} {{ probe-delay = 10ms, max-probe-delay = 50ms }}") =>
        (_server, _store) = (server, store);

    [SkippableFact]
    [Trait("failure", "F19")]
    public void A_read_only_standby_is_one_outage_until_it_is_promoted()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        _server.Stop();
        File.WriteAllText(Path.Combine(_server.Folder, "data", "standby.signal"), "");
        _server.Start();

        Assert.NotNull(Send(Id, 2, "the first that meets it").Failure());
        log.Next();   // that the connection is lost is what it met first
        AssertRefused("read-only transaction");
        Assert.Equal(["before"], Replay(Id).Payloads);
        log.AssertQuiet();

        _store.Execute("SELECT pg_promote()");
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 2, "after");
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
        log.AssertQuiet();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _server.Dispose();
    }
}
