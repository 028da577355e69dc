using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Text;
using Tale.Actors.Index;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>Transactions that ended long ago go, with their logs; nothing else does.</summary>
public abstract class RetentionConformance(ITestStore store)
    : JournalTests(store, $"{store.PluginId}.retention {{ keep = 1h, interval = 50ms, batch-size = 3 }}")
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    [SkippableFact]
    public void Ended_transactions_over_the_age_are_deleted_with_their_logs_and_nothing_else_is()
    {
        var deleted = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Name == "tale.journal.retention.deleted")
                meters.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => Interlocked.Add(ref deleted, measured));
        listener.Start();
        for (var i = 0; i < 10; i++)
            Run($"old-{i}", _now.AddHours(-2));
        Run("recent", _now.AddMinutes(-30));
        Start("open", _now.AddHours(-9));
        Write(Id, 1, "no transaction");

        AwaitAssert(() => Assert.Equal(["open", "recent"], Listed()), _patience);

        AwaitAssert(() => Assert.InRange(Interlocked.Read(ref deleted), 10, long.MaxValue), _patience);
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(0, Replay($"tale-old-{i}").HighestSequenceNr));
        Assert.Equal((2, 1, 1), (Replay("tale-recent").Events.Count, Replay("tale-open").Events.Count, Replay(Id).Events.Count));
        AwaitAssert(() => Write("tale-open", 2, new Core.Event.TransactionCompleted(_now)));
    }

    [SkippableFact]
    public async Task One_turn_deletes_all_that_is_over_the_age_in_as_many_batches_as_it_takes()
    {
        for (var i = 0; i < 10; i++)
            Run($"ended-{i}", _now);
        Start("open", _now);
        var settings = WriterSettings.Read(Sys.Settings.Config.GetConfig(Store.PluginId), Store.PluginId, "journal");
        var store = Store.Open();
        using var writer = WriterLoop.Start(store, settings, Sys.Log, TimeProvider.System);
        using var deletes = Deletes.Start(store, writer, Sys.Log, TimeProvider.System);
        var retention = new Retention(new RetentionSettings(TimeSpan.FromHours(1), TimeSpan.FromHours(1), BatchSize: 3), deletes, Sys.Log);

        await retention.RunAsync(_now.AddMinutes(59));
        Assert.Equal(11, Listed().Count());
        await retention.RunAsync(_now.AddMinutes(61));

        Assert.Equal(["open"], Listed());
    }

    [SkippableFact]
    [Trait("failure", "F66")]
    public void A_delete_that_fails_in_its_middle_leaves_all_of_the_transaction()
    {
        Run("ended", _now);
        Start("open", _now);
        RefuseTheLastDelete();
        using var store = Store.Open();
        using var writer = store.OpenWriter();
        using var deleter = store.OpenDeleter?.Invoke();

        Assert.ThrowsAny<Exception>(() => (deleter ?? (IEventDeleter)writer).DeleteEnded(_now.AddHours(1), 10));

        Assert.Equal(["ended", "open"], Listed());
        Assert.Equal(2, Replay("tale-ended").Events.Count);
    }

    [SkippableFact]
    public void The_id_of_a_deleted_transaction_can_be_used_again()
    {
        Run("again", _now.AddHours(-2));
        Start("newer", _now);
        AwaitAssert(() => Assert.Equal(["newer"], Listed()), _patience);

        Start("again", _now);

        Assert.Equal(["again", "newer"], Listed());
        Assert.Single(Replay("tale-again").Events);
        Assert.IsType<Core.Event.TransactionStarted>(Assert.Single(Replay("tale-newer").Payloads));
    }

    [SkippableFact]
    [Trait("failure", "F27")]
    public void A_stale_owner_of_a_deleted_transaction_cannot_write_into_another_log()
    {
        var longAgo = _now.AddYears(-1);
        using var stale = Store.Open().OpenWriter();
        stale.Write([new EventWrite("tale-gone", [Event(1, "gone")], new IndexUpdate(
            longAgo, new IndexChange.Opened(longAgo, "gone", "d", 1), TransactionStatus.Completed, null, longAgo, null))]);
        var store = Store.Open();
        using var other = store.OpenWriter();
        using (var deleter = store.OpenDeleter?.Invoke())
            (deleter ?? (IEventDeleter)other).DeleteEnded(_now, 10);
        other.Write([new EventWrite("successor", [Event(1, "mine")], null)]);

        Record.Exception(() => stale.Write([new EventWrite("tale-gone", [Event(2, "stale")], null)]));

        Assert.Equal(["mine"], Replay("successor").Payloads.Select(payload => Encoding.UTF8.GetString((byte[])payload)));
    }

    /// <summary>From here on the database refuses to delete the name of a log.</summary>
    protected abstract void RefuseTheLastDelete();

    private static StoredEvent Event(long sequenceNr, string text) =>
        new(sequenceNr, 4, "", Encoding.UTF8.GetBytes(text), WriterId.Encode("w"), 1, null);

    private void Run(string id, DateTimeOffset endedAt)
    {
        Start(id, endedAt);
        Write($"tale-{id}", 2, new Core.Event.TransactionCompleted(endedAt));
    }

    private void Start(string id, DateTimeOffset at) => Write(
        $"tale-{id}", 1, new Core.Event.TransactionStarted(
            at, id, "d", 1, "h", new Payload("s", "{}"u8.ToArray()), ImmutableDictionary<string, string>.Empty));

    private IEnumerable<string> Listed() => Index.QueryAsync(new()).GetAwaiter().GetResult().Transactions.Select(row => row.TransactionId);
}
