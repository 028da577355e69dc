using Tale.Actors.Index;

namespace Tale.Actors.Journal.Leases;

/// <summary>The nodes of a cluster by the rows of their leases.</summary>
/// <param name="store">Its connection is the turn's.</param>
/// <param name="member">Null: a client.</param>
internal sealed class Discovery(IMemberStore store, ClusterMember? member) : IDiscovery
{
    private const string Nobody = "";

    public bool TryTakeTurn()
    {
        if (member is null)
            return false;
        store.ForgetPredecessors(member.Node, member.Address);   // nobody waits for its lease to run out
        if (!store.TryTakeTurn())
            return false;
        store.Announce(member.Node, member.Address);
        return true;
    }

    public IReadOnlyList<string> AtWork() => [.. store.Others(Nobody, []).Select(other => other.Address)];

    public IReadOnlyList<string> Announced() => store.Announced(member?.Node ?? Nobody);

    public IReadOnlyList<string> Silent() => store.Lapsed(Nobody);

    public void Dispose() => store.Dispose();
}
