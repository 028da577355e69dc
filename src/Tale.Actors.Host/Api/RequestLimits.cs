namespace Tale.Actors.Host.Api;

/// <summary>What the door lets in.</summary>
internal static class RequestLimits
{
    /// <summary>The largest request body. The runtime's own limit on a state is lower; this one keeps larger bodies out of memory.</summary>
    public const long MaxBodyBytes = 2 * 1024 * 1024;

    /// <summary>A body larger than this is not even read to its end.</summary>
    public const long MaxDiscardedBytes = 64 * 1024 * 1024;

    /// <summary>The longest that a request waits for an outcome.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>The most rows of one page.</summary>
    public const int MaxPage = 1000;
}
