namespace Tale.Actors.Index;

/// <summary>The leases of a node: one of each database that logs are in (docs/adr/0110). On any thread.</summary>
internal interface ILeases<out T> where T : ILease
{
    /// <summary>In the order of the databases.</summary>
    IReadOnlyList<T> All { get; }

    /// <summary>That of the database that a log is in.</summary>
    T Of(string persistenceId);

    /// <summary>Why nothing at all is started here now; null while one of them is held.</summary>
    string? Refusal => All.All(lease => lease.Refusal is not null) ? All[0].Refusal : null;
}
