using Tale.Actors.Index;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Sqlite;

/// <summary>A delete of many MB would hold up every write to the file, and the renewal of the lease: it is done in pieces.</summary>
[Trait("failure", "F67")]
public sealed class SqliteLargeDeletesTests() : JournalTests(new SqliteTestStore())
{
    private const int Logs = 12;

    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private static readonly byte[] _data = new byte[4 * 1024 * 1024];

    [Fact]
    public void Ended_transactions_with_large_logs_are_deleted_a_few_at_a_time()
    {
        using var store = Store.Open();
        using var writer = store.OpenWriter();
        Fill(writer);
        var deleter = (IEventDeleter)writer;

        var batches = new List<int>();
        for (var deleted = deleter.DeleteEnded(_now, 100); deleted > 0; deleted = deleter.DeleteEnded(_now, 100))
            batches.Add(deleted);

        Assert.Equal([4, 4, 4], batches);
    }

    [Fact]
    public async Task One_turn_of_retention_deletes_them_all_the_same()
    {
        var store = Store.Open();
        using (var filled = store.OpenWriter())
            Fill(filled);
        var settings = WriterSettings.Read(Sys.Settings.Config.GetConfig(Store.PluginId), Store.PluginId, "journal");
        using var writer = WriterLoop.Start(store, settings, Sys.Log, TimeProvider.System);
        using var deletes = Deletes.Start(store, writer, Sys.Log, TimeProvider.System);

        await new Retention(new RetentionSettings(TimeSpan.FromHours(1), TimeSpan.FromHours(1), BatchSize: 100), deletes, Sys.Log).RunAsync(_now);

        Assert.Equal(0, Store.Count("SELECT count(*) FROM tale_transaction"));
        Assert.Equal(1, Store.Count("SELECT count(*) FROM tale_event"));
    }

    [Fact]
    public void Large_events_of_one_log_are_deleted_a_few_at_a_time_and_their_numbers_at_once()
    {
        using var store = Store.Open();
        using var writer = store.OpenWriter();
        for (var number = 1; number <= 9; number++)
            writer.Write([new EventWrite("actor", [Event(number)], null)]);
        var deleter = (IEventDeleter)writer;

        Assert.True(deleter.DeleteTo("actor", 9, 100));
        Assert.Equal(5, Store.Count("SELECT count(*) FROM tale_event"));
        Assert.Empty(Replay("actor").Events);
        Assert.True(deleter.DeleteTo("actor", 9, 100));
        Assert.False(deleter.DeleteTo("actor", 9, 100));

        Assert.Equal(0, Store.Count("SELECT count(*) FROM tale_event"));
        Assert.Equal(9, Replay("actor").HighestSequenceNr);
    }

    private static void Fill(IEventWriter writer)
    {
        var longAgo = _now.AddHours(-2);
        for (var i = 0; i < Logs; i++)
        {
            writer.Write([new EventWrite($"tale-{i}", [Event(1)], new IndexUpdate(
                longAgo, new IndexChange.Opened(longAgo, $"{i}", "d", 1), TransactionStatus.Completed, null, longAgo, null))]);
        }
        writer.Write([new EventWrite("newest", [new StoredEvent(1, 4, "", [], WriterId.Encode("w"), 1, null)], null)]);
    }

    private static StoredEvent Event(long number) => new(number, 4, "", _data, WriterId.Encode("w"), 1, null);
}
