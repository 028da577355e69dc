using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>Requests that last, no more than so many at a time: each holds a connection, and a watcher in memory.</summary>
/// <param name="limit">How many.</param>
/// <param name="full">The answer to one more.</param>
internal abstract class Places(int limit, Func<ProblemException> full)
{
    private int _taken;

    /// <summary>Takes a place, before anything is begun; given back by its disposal.</summary>
    /// <exception cref="ProblemException">There is none left.</exception>
    public IDisposable Enter()
    {
        var place = new Place(this);
        if (Interlocked.Increment(ref _taken) <= limit)
            return place;
        place.Dispose();
        throw full();
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
                Interlocked.Decrement(ref places._taken);
        }
    }
}
