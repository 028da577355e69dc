using Akka.Actor;
using Microsoft.Data.Sqlite;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Sqlite;

/// <summary>A file that is locked by another process, or has no room.</summary>
public sealed class SqliteOutageTests : JournalTests
{
    private readonly SqliteTestStore _store;

    public SqliteOutageTests() : this(new SqliteTestStore()) { }

    private SqliteOutageTests(SqliteTestStore store)
        : base(store, $"{store.PluginId} {{ max-size = 400000, busy-timeout = 200ms, max-probe-delay = 200ms }}") => _store = store;

    [Fact]
    [Trait("failure", "F24")]
    public async Task A_full_disk_refuses_writes_corrupts_nothing_and_ends_with_the_shortage()
    {
        var stored = 0;
        while (Send(Id, stored + 1, new byte[20_000]).Succeeded())
            stored++;
        Assert.InRange(stored, 1, 20);

        Assert.NotNull(Send($"{Id}-refused", 1, new byte[20_000]).Failure());
        Assert.Equal(stored, Replay(Id).Events.Count);
        AssertIntact();

        var roomier = ActorSystem.Create("roomier", SystemConfig(_store));
        try
        {
            Assert.Equal(stored, Replay(JournalOf(roomier), Id).HighestSequenceNr);
            Assert.True(Send(JournalOf(roomier), Id, stored + 1, new byte[20_000]).Succeeded());
        }
        finally
        {
            await roomier.Terminate();
        }
    }

    [Fact]
    [Trait("failure", "F22")]
    public void A_file_that_another_process_has_locked_fails_writes_until_it_is_free()
    {
        Write(Id, 1, "before");
        using (var connection = new SqliteConnection($"Data Source={_store.Path};Pooling=False"))
        {
            connection.Open();
            using var transaction = connection.BeginTransaction(deferred: false);

            Assert.IsType<SqliteException>(Send(Id, 2, "during").Failure());
            Assert.IsType<JournalUnavailableException>(Send(Id, 2, "during").Failure());
            Assert.Equal(["before"], Replay(Id).Payloads);
        }

        AwaitAssert(() => Assert.True(Send(Id, 2, "after").Succeeded()), TimeSpan.FromSeconds(60));
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
    }

    private void AssertIntact()
    {
        using var connection = new SqliteConnection($"Data Source={_store.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }
}
