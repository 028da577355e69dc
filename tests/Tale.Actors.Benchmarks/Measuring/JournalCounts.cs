using System.Diagnostics.Metrics;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>Listens to what the journal says that it stored. A journal that is not Tale's says nothing.</summary>
internal sealed class JournalCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _writes;
    private long _commits;

    public JournalCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "tale.journal.writes" or "tale.journal.batches")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
            Interlocked.Add(ref instrument.Name == "tale.journal.writes" ? ref _writes : ref _commits, count));
        _listener.Start();
    }

    public (long Writes, long Commits) Stored => (Interlocked.Read(ref _writes), Interlocked.Read(ref _commits));

    public void Dispose() => _listener.Dispose();
}
