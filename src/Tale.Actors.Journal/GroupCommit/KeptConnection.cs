namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// A connection that is kept from one use to the next, and may have ended in between: that says nothing about the database now, so what meets
/// it is done again on a new one. For what may be done twice; one use at a time.
/// </summary>
internal sealed class KeptConnection<T>(Func<T> open, Func<Exception, bool> isUnavailable) : IDisposable
    where T : class, IDisposable
{
    private T? _connection;

    public bool IsOpen => _connection is not null;

    public TResult Use<TResult>(Func<T, TResult> use)
    {
        if (_connection is { } kept)
        {
            try
            {
                return use(kept);
            }
            catch (Exception e) when (isUnavailable(e) && !IsTimeout(e))
            {
                Dispose();
            }
        }
        return use(_connection ??= open());
    }

    /// <summary>The next use opens another one.</summary>
    public void Dispose()
    {
        try
        {
            _connection?.Dispose();
        }
        catch (Exception)
        {
            // It was broken already.
        }
        _connection = null;
    }

    // A database that hangs is not waited for twice.
    private static bool IsTimeout(Exception e) => e is TimeoutException or { InnerException: TimeoutException };
}
