using Akka.Actor;
using Akka.Event;
using Tale.Actors.Index;

namespace Tale.Actors.Journal.Leases;

/// <summary>The lease of a node of a cluster, and how it takes that of another one away.</summary>
internal sealed class MemberLease : IMemberLease
{
    private readonly IMemberDatabase _database;
    private readonly ClusterMember _member;
    private readonly MemberClaim _claim;
    private readonly DatabaseLease _lease;
    private readonly ILoggingAdapter _log;

    private MemberLease(IMemberDatabase database, ClusterMember member, MemberClaim claim, DatabaseLease lease, ILoggingAdapter log) =>
        (_database, _member, _claim, _lease, _log) = (database, member, claim, lease, log);

    public long Term => _lease.Term;

    public string? Refusal => _lease.Refusal;

    public IReadOnlyCollection<string> Others => _claim.Others;

    /// <inheritdoc cref="IClusterIndex.Join" />
    public static MemberLease Join(ActorSystem system, IMemberDatabase database, ClusterMember member, TimeSpan duration, TimeProvider time)
    {
        var claim = new MemberClaim(database, member, duration, time);
        // Given back while it is a member still: the others would take it for a stranger.
        var lease = DatabaseLease.Take(system, claim, time, CoordinatedShutdown.PhaseClusterLeave);
        return new MemberLease(database, member, claim, lease, Logging.GetLogger(system, "tale-lease"));
    }

    public bool IsHeld(long term) => _lease.IsHeld(term);

    public void OnChange(Action changed) => _lease.OnChange(changed);

    public Task StrikeOutAsync(string address) => Task.Run(() =>
    {
        try
        {
            using var store = _database.OpenMembers();
            store.StrikeOut(address, _member.Node);
            _claim.Others = store.Others(_member.Node);
        }
        catch (Exception e)
        {
            _log.Warning(
                "The lease of the node {0}, which the cluster has lost, was not taken from it ({1}: {2}). It ends by itself.",
                address, e.GetType().Name, e.Message);
        }
    });
}
