using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>The tables are on a disk that is really full; the server's own log is on another.</summary>
public sealed class PostgresFullDiskTests : JournalTests
{
    private readonly SmallDisk _disk;
    private readonly PostgresServer _server;
    private readonly PostgresTestStore _store;

    public PostgresFullDiskTests() : this(new SmallDisk(mebibytes: 8), new PostgresServer()) { }

    private PostgresFullDiskTests(SmallDisk disk, PostgresServer server) : this(disk, server, new PostgresTestStore(server)) { }

    private PostgresFullDiskTests(SmallDisk disk, PostgresServer server, PostgresTestStore store)
        : base(store, $"akka.loglevel = INFO \n {store.PluginId} {{ probe-delay = 10ms, max-probe-delay = 50ms }}") =>
        (_disk, _server, _store) = (disk, server, store);

    [SkippableFact]
    [Trait("failure", "F24")]
    public async Task A_full_disk_is_one_outage_until_there_is_room()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        _server.Own(Directory.CreateDirectory(Path.Combine(_disk.Path, "tables")));
        _store.Execute($"CREATE TABLESPACE small LOCATION '{_disk.Path}/tables'");
        _store.Execute("ALTER TABLE tale_event SET TABLESPACE small");
        Write(Id, 2, "there");
        _disk.Fill();

        Assert.NotNull(Send(Id, 3, Noise(1_000_000)).Failure());
        AssertAnOutage(log, "No space left on device");
        Assert.False(await IsHealthyAsync());

        _disk.Free();
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 3, "after");
        Assert.Equal(["before", "there", "after"], Replay(Id).Payloads);
        log.AssertQuiet();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _server.Dispose();
        _disk.Dispose();
    }

    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
