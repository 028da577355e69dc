namespace Tale.Actors.Hosting;

/// <summary>The tags of the health checks that <c>WithTale</c> adds, for the predicates of an application's health endpoints.</summary>
public static class TaleHealthTags
{
    /// <summary>On the check that fails when the process cannot recover by itself and should be restarted: the actor system has ended.</summary>
    public const string Live = "live";

    /// <summary>
    /// On the checks that fail while this node should get no new transactions: the journal stores nothing, the index does not answer, the
    /// watchdog lags, another node owns the database, or this one is stopping.
    /// </summary>
    public const string Ready = "ready";
}
