namespace Tale.Actors.Core;

/// <summary>
/// Times by which a transaction has to be in memory that no clock shows, because clocks of nodes differ and are set back.
/// </summary>
internal static class Due
{
    /// <summary>Open work: the beginning of time.</summary>
    public static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    /// <summary>Nothing is due, as events say it. A fold says null.</summary>
    public static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    /// <summary>A wait that is longer than this need not be spent in memory; the index knows when to come back.</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);
}
