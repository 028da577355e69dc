using Akka.Actor;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Sqlite;

/// <summary>The file is taken away, or another one put in its place, under a running node.</summary>
public sealed class SqliteGoneTests : JournalTests
{
    private const string Gone = "deleted, moved away or replaced";

    private readonly SqliteTestStore _store;

    public SqliteGoneTests() : this(new SqliteTestStore()) { }

    private SqliteGoneTests(SqliteTestStore store)
        : base(store, $$"""
            akka.loglevel = INFO
            {{store.PluginId}} { probe-delay = 10ms, max-probe-delay = 50ms, circuit-breaker.call-timeout = 4s }
            """) => _store = store;

    private string Elsewhere => _store.Path + ".elsewhere";

    private RejectionReason? Refusal => ((IAdmission)Index).Refusal?.Reason;

    [Fact]
    [Trait("failure", "F65")]
    public async Task A_file_that_is_taken_away_is_one_outage_until_it_is_put_back()
    {
        Write(Id, 1, "before");
        Assert.Null(Refusal);
        var log = new OutageLog(Sys, CreateTestProbe());
        File.Move(_store.Path, Elsewhere);

        Assert.Contains(Gone, Assert.IsType<JournalUnavailableException>(Send(Id, 2, "during").Failure()).Message, StringComparison.Ordinal);
        AssertAnOutage(log, Gone);
        Assert.Equal(RejectionReason.JournalUnavailable, Refusal);
        Assert.False(await IsHealthyAsync());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Index.QueryAsync(new()));
        Assert.False(File.Exists(_store.Path));   // no empty one took its place

        File.Move(Elsewhere, _store.Path);
        Assert.Contains("available again", log.Next(), StringComparison.Ordinal);
        Write(Id, 2, "after");
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
        Assert.Empty((await Index.QueryAsync(new())).Transactions);
        log.AssertQuiet();
    }

    [Fact]
    [Trait("failure", "F65")]
    public void An_idle_node_notices_that_its_file_is_gone()
    {
        Write(Id, 1, "before");
        Assert.Null(Refusal);
        var log = new OutageLog(Sys, CreateTestProbe());

        File.Delete(_store.Path);

        Assert.Contains(Gone, log.Next(), StringComparison.Ordinal);
        Assert.Equal(RejectionReason.JournalUnavailable, Refusal);
    }

    [Fact]
    [Trait("failure", "F65")]
    public async Task A_file_that_is_replaced_is_left_alone_until_the_node_starts_again()
    {
        Write(Id, 1, "in the old file");
        using (var other = new SqliteTestStore())
        {
            ((ITestStore)other).Open().OpenWriter().Dispose();
            File.Copy(other.Path, Elsewhere);
        }
        var log = new OutageLog(Sys, CreateTestProbe());
        File.Move(Elsewhere, _store.Path, overwrite: true);
        File.Delete(_store.Path + "-wal");
        File.Delete(_store.Path + "-shm");

        Assert.IsType<JournalUnavailableException>(Send(Id, 2, "during").Failure());
        AssertAnOutage(log, Gone);

        var restarted = ActorSystem.Create("restarted", SystemConfig(_store));
        try
        {
            Assert.Equal(0, Replay(JournalOf(restarted), Id).HighestSequenceNr);
            Assert.True(Send(JournalOf(restarted), Id, 1, "in the new file").Succeeded());
        }
        finally
        {
            await restarted.Terminate();
        }
    }
}
