using Tale.Actors.Index;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// A log that a probe stores and deletes again in one database transaction: a start, a step and an end, so that every statement of a real
/// transaction is used. Nobody ever sees it.
/// </summary>
internal static class ProbeLog
{
    /// <summary>
    /// The room that must be there before an outage is over, and where a failure is in doubt. Otherwise a small probe would fit into a
    /// disk that is too full for writes.
    /// </summary>
    public const int Room = 64 * 1024;

    private static readonly byte[] _incompressible = Noise(Room);

    /// <summary>A persistence id of its own: nodes on one database do not wait for each other's probes.</summary>
    public static string NewId() => $"probe:{Guid.NewGuid():N}";

    /// <param name="persistenceId">From <see cref="NewId"/>.</param>
    /// <param name="now">When.</param>
    /// <param name="bytes">The size of the first event, at most <see cref="Room"/>.</param>
    public static IReadOnlyList<EventWrite> Of(string persistenceId, DateTimeOffset now, int bytes)
    {
        var opened = IndexUpdate.Add(null, new IndexChange.Opened(now, persistenceId, "probe", 1));
        var dueLater = IndexUpdate.Add(null, new IndexChange.DueChanged(now, now));
        return
        [
            new EventWrite(persistenceId, [Event(1, _incompressible[..bytes], now)], opened),
            new EventWrite(persistenceId, [Event(2, [], now)], null),
            new EventWrite(persistenceId, [Event(3, [], now)], dueLater),
        ];
    }

    private static StoredEvent Event(long sequenceNr, byte[] data, DateTimeOffset now) =>
        new(sequenceNr, 0, "", data, WriterId.Encode("probe"), now.UtcTicks, null);

    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
