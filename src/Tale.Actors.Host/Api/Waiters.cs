using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>The places of requests that wait for an outcome.</summary>
internal sealed class Waiters(int limit) : Places(limit, () => new ProblemException(
    StatusCodes.Status429TooManyRequests, "too-many-waiters",
    $"{limit} requests wait for an outcome already, and nothing was done; "
    + "try again later, or without wait and ask for the outcome.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    });
