using Tale.Actors.Index;

namespace Tale.Actors.Journal.Leases;

/// <summary>The nodes of a cluster by the rows of their leases.</summary>
internal sealed class Discovery(IMemberStore store) : IDiscovery
{
    private const string Nobody = "";

    public bool TryTakeTurn() => store.TryTakeTurn();

    public IReadOnlyList<string> AtWork() => [.. store.Others(Nobody, []).Select(other => other.Address)];

    public IReadOnlyList<string> Silent() => store.Lapsed(Nobody);

    public void Dispose() => store.Dispose();
}
