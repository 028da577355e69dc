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
    private IReadOnlyCollection<OtherMember> _others = [];
    private long? _claimedAt;   // a timestamp
    private bool _isMember;
    private volatile bool _isStruckOut;

    public ILeaseDatabase Database => database;

    public TimeSpan Duration => duration;

    /// <summary>The others have gone on without it. On any thread.</summary>
    public bool IsStruckOut => _isStruckOut;

    public string? Impediment => this switch
    {
        { _isStruckOut: true } => "its cluster has gone on without it; restart the node",
        { _isMember: true } => null,
        _ when Strangers is { Count: > 0 } strangers =>
            $"nodes that are no members of its cluster are at work in it ({string.Join(", ", strangers)}); if this is not over in "
            + $"{duration.TotalSeconds:0.#} s, stop them, or start this node with their addresses among its seed nodes",
        _ => "its cluster has not taken it in yet",
    };

    private List<string> Strangers => [.. Others.Select(other => other.Address).Where(address => !member.IsMember(address)).Order()];

    /// <summary>While it only waits to be taken in, the cluster is asked, not the database.</summary>
    public TimeSpan Retry => WaitsForCluster ? TimeSpan.FromMilliseconds(100) : _cluster.Retry;

    private bool WaitsForCluster => !_isMember && !_isStruckOut && _claimedAt is { } at && time.GetElapsedTime(at) < duration / 4;

    /// <summary>The others, as they were when somebody looked. On any thread.</summary>
    public IReadOnlyCollection<OtherMember> Others
    {
        get => Volatile.Read(ref _others);
        private set => Volatile.Write(ref _others, value);
    }

    public string Remedy(LeaseRow owner) => owner.Owner.StartsWith(ClusterMember.OwnerPrefix, StringComparison.Ordinal)
        ? $"This node is one of the {member.Cluster}. The name of the actor system, the number of shards and the role are the same on all nodes of a "
            + "cluster; stop all of them to change one."
        : "Stop that node first: the nodes of a cluster start on its database then. Or give them a database of their own.";

    public LeaseRow? TryTake()
    {
        if (_isStruckOut || (WaitsForCluster && !member.IsUp()))
            return null;
        if (_cluster.TryTake() is { } row)
        {
            _claimedAt = null;
            return row;
        }
        _claimedAt = time.GetTimestamp();
        if (!member.IsUp())
            return null;
        _isMember = _store.Try(Join);
        return null;
    }

    /// <summary>Sees who is there now. Safe beside another look, on another connection.</summary>
    /// <returns>True.</returns>
    public bool Look(IMemberStore store)
    {
        // What a node knows does not change: it is read once.
        var before = Others.ToDictionary(other => other.Address);
        Others = [.. store.Others(member.Node, before.Keys)
            .Select(other => before.GetValueOrDefault(other.Address) ?? new OtherMember(other.Address, (other.Knows ?? "").Split('\n').ToHashSet()))];
        return true;
    }

    /// <summary>Not beside strangers: whoever was there first has not seen this node yet, and could take over what it begins.</summary>
    private bool Join(IMemberStore store)
    {
        store.ForgetPredecessors(member.Node, member.Address);
        Look(store);
        if (Strangers.Count > 0)
            return false;
        if (store.Join(member.Node, member.Address, string.Join('\n', member.Knows), duration))
            return true;
        _isStruckOut = true;
        return false;
    }

    public string? Renew()
    {
        if (_cluster.Renew() is { } loss)
        {
            _isMember = false;
            return loss;
        }
        if (_store.Try(store => store.Stay(member.Node, duration)))
        {
            _store.Try(Look);
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
            return store.Others(member.Node, []).Count == 0;
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
