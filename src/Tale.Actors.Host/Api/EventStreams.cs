using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>The places of streams of events.</summary>
internal sealed class EventStreams(int limit, TimeSpan heartbeat) : Places(limit, () => new ProblemException(
    StatusCodes.Status429TooManyRequests, "too-many-streams",
    $"{limit} streams of events are open already; try again later, or ask for the history.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    })
{
    /// <summary>How long a stream is silent before it says that it is still there.</summary>
    public TimeSpan Heartbeat => heartbeat;
}
