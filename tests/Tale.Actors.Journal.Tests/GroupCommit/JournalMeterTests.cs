using System.Diagnostics.Metrics;
using Akka.Event;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.GroupCommit;

/// <summary>The counters say what was stored, and in how many database transactions.</summary>
public sealed class JournalMeterTests : IDisposable
{
    // Counters belong to the process: a name of its own tells this loop's from those of other tests.
    private readonly string _name = $"journal {Guid.NewGuid():N}";
    private readonly SqliteTestStore _store = new();
    private readonly MeterListener _listener = new();
    private long _writes;
    private long _batches;

    public JournalMeterTests()
    {
        _listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Name is "tale.journal.writes" or "tale.journal.batches")
                meters.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    [Fact]
    public async Task Writes_that_waited_together_are_counted_one_by_one_and_their_commit_once()
    {
        var faulty = new FaultyStore(((ITestStore)_store).Open());
        using var loop = Start(faulty);
        await loop.WriteAsync([Event("a", 1)]).WaitAsync(Eventually.Patience);
        Assert.Equal((1, 1), (_writes, _batches));

        faulty.Hang();
        var first = loop.WriteAsync([Event("a", 2)]);
        await Eventually.IsAsync(() => Task.FromResult(faulty.Waiting), waiting => waiting == 1);
        Task[] together = [loop.WriteAsync([Event("b", 1)]), loop.WriteAsync([Event("c", 1), Event("d", 1)])];
        faulty.Release();
        await Task.WhenAll([first, .. together]).WaitAsync(Eventually.Patience);

        Assert.Equal((5, 3), (_writes, _batches));
    }

    [Fact]
    public async Task What_is_refused_is_not_counted()
    {
        using var loop = Start(((ITestStore)_store).Open());
        await loop.WriteAsync([Event("a", 1)]).WaitAsync(Eventually.Patience);

        await Assert.ThrowsAsync<StaleWriteException>(() => loop.WriteAsync([Event("a", 1)]).WaitAsync(Eventually.Patience));

        Assert.Equal((1, 1), (_writes, _batches));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _store.Dispose();
    }

    private static EventWrite Event(string persistenceId, long sequenceNr) =>
        new(persistenceId, [new StoredEvent(sequenceNr, 1, "", [1], [], 0, null)], null);

    private WriterLoop Start(IEventStore store) =>
        WriterLoop.Start(
            store, WriterSettings.Read(_store.Config.GetConfig(_store.PluginId), _store.PluginId, _name), NoLogger.Instance, TimeProvider.System);

    private void Count(Instrument instrument, long measured, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (tags[0] is { Key: "store", Value: string store } && store == _name)
            Interlocked.Add(ref instrument.Name == "tale.journal.writes" ? ref _writes : ref _batches, measured);
    }
}
