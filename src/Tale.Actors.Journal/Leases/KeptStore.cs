namespace Tale.Actors.Journal.Leases;

/// <summary>
/// A connection that is opened when it is needed, kept, and after a failure given up for a new one. One that ended while it was kept says
/// nothing about the database now: what meets it is done again at once, so it must be something that may be done twice. For one thread at a time.
/// </summary>
internal sealed class KeptStore<TStore>(Func<TStore> open) : IDisposable
    where TStore : class, IDisposable
{
    private TStore? _store;

    public T Try<T>(Func<TStore, T> work)
    {
        if (_store is { } kept)
        {
            try
            {
                return work(kept);
            }
            catch (Exception e) when (e is not TimeoutException and not { InnerException: TimeoutException })
            {
                Dispose();
            }
            catch
            {
                Dispose();   // A database that hangs is not waited for twice.
                throw;
            }
        }
        try
        {
            return work(_store ??= open());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            _store?.Dispose();
        }
        catch (Exception)
        {
            // A connection that is broken already.
        }
        _store = null;
    }
}
