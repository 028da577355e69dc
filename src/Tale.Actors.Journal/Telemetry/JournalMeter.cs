using System.Diagnostics.Metrics;

namespace Tale.Actors.Journal.Telemetry;

/// <summary>The counters of the meter <c>Tale.Actors.Journal</c>. They cost next to nothing while nobody listens.</summary>
internal static class JournalMeter
{
    private static readonly Meter _meter = new("Tale.Actors.Journal");
    private static readonly Counter<long> _writes = _meter.CreateCounter<long>("tale.journal.writes", "{write}", "Atomic writes stored.");
    private static readonly Counter<long> _batches =
        _meter.CreateCounter<long>("tale.journal.batches", "{batch}", "Database transactions that stored them.");
    private static readonly Counter<long> _deleted =
        _meter.CreateCounter<long>("tale.journal.retention.deleted", "{transaction}", "Ended transactions deleted by retention.");

    /// <summary>One database transaction has stored these many atomic writes.</summary>
    /// <param name="store">The tag that tells a journal from a separate index.</param>
    public static void BatchStored(int writes, string store)
    {
        var tag = new KeyValuePair<string, object?>("store", store);
        _writes.Add(writes, tag);
        _batches.Add(1, tag);
    }

    public static void Deleted(long transactions) => _deleted.Add(transactions);
}
