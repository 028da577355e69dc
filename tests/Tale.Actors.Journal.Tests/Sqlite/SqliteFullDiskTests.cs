using Microsoft.Data.Sqlite;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Sqlite;

/// <summary>A disk that is really full.</summary>
public sealed class SqliteFullDiskTests : JournalTests
{
    private readonly SmallDisk _disk;
    private readonly SqliteTestStore _store;

    public SqliteFullDiskTests() : this(new SmallDisk(mebibytes: 8)) { }

    private SqliteFullDiskTests(SmallDisk disk) : this(disk, new SqliteTestStore(disk.Path)) { }

    private SqliteFullDiskTests(SmallDisk disk, SqliteTestStore store)
        : base(store, $"akka.loglevel = INFO \n {store.PluginId} {{ probe-delay = 10ms, max-probe-delay = 50ms }}") =>
        (_disk, _store) = (disk, store);

    [SkippableFact]
    [Trait("failure", "F24")]
    public async Task A_full_disk_is_one_outage_until_there_is_room()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());
        _disk.Fill();

        Assert.NotNull(Send(Id, 2, new byte[100_000]).Failure());
        AssertAnOutage(log, "full");
        Assert.False(await IsHealthyAsync());

        _disk.Free();
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 2, "after");
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
        log.AssertQuiet();
    }

    [SkippableFact]
    [Trait("failure", "F64")]
    public void A_write_that_is_too_large_for_the_room_there_is_fails_alone()
    {
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());

        var innocents = Enumerable.Range(0, 20).Select(i => Send($"{Id}-{i}", 1, "small")).ToList();
        var culprit = Send(Id, 2, [.. Enumerable.Repeat(new byte[4_000_000], 3)]);
        innocents.AddRange(Enumerable.Range(20, 20).Select(i => Send($"{Id}-{i}", 1, "small")));

        Assert.Equal(13, Assert.IsType<SqliteException>(culprit.Failure()).SqliteErrorCode);
        Assert.All(innocents, innocent => Assert.True(innocent.Succeeded()));
        Write(Id, 2, "after");
        log.AssertQuiet();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _disk.Dispose();
    }
}
