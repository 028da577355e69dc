using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Leases;

/// <summary>
/// The claim of one node of a cluster: the cluster owns the database, as a single node would, and the node has a row of its own as long as it is
/// a member. Whoever is struck out does not come back: its cluster goes on without it, and it has to be started anew.
/// </summary>
internal sealed class MemberClaim(IMemberDatabase database, ClusterMember member, TimeSpan duration, TimeProvider time) : ILeaseClaim
{
    private readonly LeaseClaim _cluster = new(database, member.Cluster, $"the {member.Cluster}", duration, time, isShared: true);
    private readonly KeptStore<IMemberStore> _store = new(database.OpenMembers);
    private IReadOnlyCollection<string> _others = [];
    private long? _claimedAt;   // a timestamp
    private bool _isMember;
    private bool _isStruckOut;

    public ILeaseDatabase Database => database;

    public TimeSpan Duration => duration;

    public string? Impediment => _isStruckOut
        ? "its cluster has gone on without it; restart the node"
        : _isMember ? null : "its cluster has not taken it in yet";

    /// <summary>While it only waits to be taken in, the cluster is asked, not the database.</summary>
    public TimeSpan Retry => WaitsForCluster ? TimeSpan.FromMilliseconds(100) : _cluster.Retry;

    private bool WaitsForCluster => !_isMember && !_isStruckOut && _claimedAt is { } at && time.GetElapsedTime(at) < duration / 4;

    /// <summary>The others, as they were when somebody looked. On any thread.</summary>
    public IReadOnlyCollection<string> Others
    {
        get => Volatile.Read(ref _others);
        set => Volatile.Write(ref _others, value);
    }

    public LeaseRow? TryTake()
    {
        if (WaitsForCluster && !member.IsUp())
            return null;
        if (_cluster.TryTake() is { } row)
        {
            _claimedAt = null;
            return row;
        }
        _claimedAt = time.GetTimestamp();
        if (!_isStruckOut && member.IsUp())
        {
            _store.Try(store =>
            {
                store.Join(member.Node, member.Address, duration);
                Others = store.Others(member.Node);
                return true;
            });
            _isMember = true;
        }
        return null;
    }

    public string? Renew()
    {
        if (_cluster.Renew() is { } loss)
            return loss;
        if (_store.Try(store => store.Stay(member.Node, duration)))
        {
            Others = _store.Try(store => store.Others(member.Node));
            return null;
        }
        (_isMember, _isStruckOut) = (false, true);
        return Impediment;
    }

    /// <summary>The last one to leave gives the database back.</summary>
    public void Release()
    {
        if (!_isMember)
            return;
        var isLast = _store.Try(store =>
        {
            store.Leave(member.Node);
            return store.Others(member.Node).Count == 0;
        });
        if (isLast)
            _cluster.Release();
    }

    public void Dispose()
    {
        _store.Dispose();
        _cluster.Dispose();
    }
}
