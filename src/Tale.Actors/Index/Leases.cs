namespace Tale.Actors.Index;

/// <summary>Leases by the places of their databases.</summary>
/// <param name="all">In the order of the databases.</param>
/// <param name="placeOf">Of a persistence id: which database its log is in. Null: there is one.</param>
internal sealed class Leases<T>(IReadOnlyList<T> all, Func<string, int>? placeOf = null) : ILeases<T> where T : ILease
{
    public IReadOnlyList<T> All => all;

    public T Of(string persistenceId) => placeOf is null ? all[0] : all[placeOf(persistenceId)];
}
