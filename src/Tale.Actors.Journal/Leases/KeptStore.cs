namespace Tale.Actors.Journal.Leases;

/// <summary>A connection that is opened when it is needed, kept, and after a failure given up for a new one. For one thread at a time.</summary>
internal sealed class KeptStore<TStore>(Func<TStore> open) : IDisposable
    where TStore : class, IDisposable
{
    private TStore? _store;

    public T Try<T>(Func<TStore, T> work)
    {
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
