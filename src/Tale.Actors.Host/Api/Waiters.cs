using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>Requests that wait for an outcome, no more than so many at a time: each holds a connection, and a watcher in memory.</summary>
internal sealed class Waiters(int limit)
{
    private int _waiting;

    /// <summary>Takes a place, before anything is started; given back by its disposal.</summary>
    /// <exception cref="ProblemException">There is none left.</exception>
    public IDisposable Enter()
    {
        var place = new Place(this);
        if (Interlocked.Increment(ref _waiting) <= limit)
            return place;
        place.Dispose();
        throw new ProblemException(
            StatusCodes.Status429TooManyRequests, "too-many-waiters",
            $"{limit} requests wait for an outcome already, and nothing was done; "
            + "try again later, or without wait and ask for the outcome.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
    }

    private sealed class Place(Waiters waiters) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
                Interlocked.Decrement(ref waiters._waiting);
        }
    }
}
