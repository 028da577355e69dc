namespace Tale.Actors.Coordination.Home;

/// <summary>
/// Between a region and one coordinator: the region counts what it tells, the coordinator what it has seen, and it leaves only when it has seen as much.
/// What comes from then on finds the door closed. So nothing that the region has told is on its way to one that leaves, and neither has to ask the other.
/// </summary>
internal sealed class Door
{
    private const long Closed = -1;

    // There is no coordinator without the message that brings it into memory.
    private long _told = 1;

    /// <summary>The coordinator has left, or is leaving, in order.</summary>
    public bool IsClosed => Volatile.Read(ref _told) == Closed;

    /// <summary>For the region, before it tells a message. False: it is for the next incarnation.</summary>
    public bool TryPass()
    {
        var told = Volatile.Read(ref _told);
        return told != Closed && Interlocked.CompareExchange(ref _told, told + 1, told) == told;
    }

    /// <summary>For the coordinator. False: something is on its way to it.</summary>
    /// <param name="seen">How many messages it has seen.</param>
    public bool TryClose(long seen)
    {
        var told = Volatile.Read(ref _told);
        return told <= seen && Interlocked.CompareExchange(ref _told, Closed, told) == told;
    }
}
