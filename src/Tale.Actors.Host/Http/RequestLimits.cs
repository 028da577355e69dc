namespace Tale.Actors.Host.Http;

/// <summary>The limits on a request, in one place for the server, the checks and their messages.</summary>
internal static class RequestLimits
{
    /// <summary>The largest request body that is kept in memory. The runtime's own limit on a state is lower.</summary>
    public const long MaxBodyBytes = 2 * 1024 * 1024;

    /// <summary>The largest body that is read to its end, so that its client can be answered; the server cuts off a larger one.</summary>
    public const long MaxDiscardedBytes = 64 * 1024 * 1024;

    /// <summary>The longest that a request waits for an outcome.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>The rows of a page that says nothing else.</summary>
    public const int DefaultPage = 100;

    /// <summary>The most rows of one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>
    /// The most connections at a time, those of the node's own steps to the samples included; a further one is closed at once.
    /// </summary>
    public const int MaxConnections = 20_000;

    /// <summary>The most requests that wait for an outcome at a time.</summary>
    public const int MaxWaiters = 5_000;

    /// <summary>The most streams of events at a time.</summary>
    public const int MaxStreams = 5_000;

    /// <summary>How long a stream of events is silent before it says that it is still there.</summary>
    public static readonly TimeSpan StreamHeartbeat = TimeSpan.FromSeconds(15);
}
