using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, OtherMember> _known = new();   // by address, also of members whose leases have lapsed
    private IReadOnlyCollection<OtherMember> _others = [];
    private long? _claimedAt;   // a timestamp
    private long? _lapsedAt;    // a timestamp: since when it has seen that the leases of strangers have run out
    private bool _isBesideLost;
    private bool _isMember;
    private volatile bool _isStruckOut;
    private volatile bool _isBesideStrangers;

    public ILeaseDatabase Database => database;

    public TimeSpan Duration => duration;

    /// <summary>The others have gone on without it. On any thread.</summary>
    public bool IsStruckOut => _isStruckOut;

    /// <summary>So it was when the database was asked last. On any thread.</summary>
    public bool IsBesideStrangers => _isBesideStrangers;

    public string? Impediment => this switch
    {
        { _isStruckOut: true } => "its cluster has gone on without it; restart the node",
        { _isMember: true } => null,
        _ when Strangers is { Count: > 0 } strangers =>
            $"nodes that are no members of its cluster are at work in it ({string.Join(", ", strangers)}); if this is not over in "
            + $"{duration.TotalSeconds:0.#} s, stop them, or start this node again so that it joins them (with their addresses among its seed nodes)",
        { _isBesideLost: true } => "a node that was lost may believe in its lease yet",
        _ => "its cluster has not taken it in yet",
    };

    private List<string> Strangers => [.. Others.Select(other => other.Address).Where(address => !member.IsMember(address)).Order()];

    /// <summary>While it only waits to be taken in, the cluster is asked, not the database.</summary>
    public TimeSpan Retry => WaitsForCluster ? TimeSpan.FromMilliseconds(100) : _cluster.Retry;

    private bool WaitsForCluster => !_isMember && !_isStruckOut && !member.IsUp() && _claimedAt is { } at && time.GetElapsedTime(at) < duration / 4;

    /// <summary>The others, as they were when somebody looked. On any thread.</summary>
    public IReadOnlyCollection<OtherMember> Others
    {
        get => Volatile.Read(ref _others);
        private set => Volatile.Write(ref _others, value);
    }

    /// <summary>A member, whether its lease lasts or not; null: nothing has been read of it yet. On any thread.</summary>
    public OtherMember? Known(string address) => _known.GetValueOrDefault(address);

    public string Remedy(LeaseRow owner) => owner.Owner.StartsWith(ClusterMember.OwnerPrefix, StringComparison.Ordinal)
        ? $"This node is one of the {member.Cluster}. The name of the actor system, the number of shards and the role are the same on all nodes of a "
            + "cluster; stop all of them to change one."
        : "Stop that node first: the nodes of a cluster start on its database then. Or give them a database of their own.";

    public LeaseRow? TryTake()
    {
        if (_isStruckOut || WaitsForCluster)
            return null;
        _isBesideStrangers = false;   // unless the database says so again
        var lapsedAt = _lapsedAt;
        _lapsedAt = null;   // unless the database says so again
        if (_cluster.TryTake() is { } row)
        {
            _claimedAt = null;
            return row;
        }
        _claimedAt = time.GetTimestamp();
        if (!member.IsUp())
            return null;
        _isMember = _store.Try(store => Join(store, lapsedAt));
        return null;
    }

    /// <summary>Sees who is there now. Safe beside another look, on another connection.</summary>
    /// <returns>True.</returns>
    public bool Look(IMemberStore store)
    {
        // What a node knows does not change: it is read once.
        var before = new Dictionary<string, OtherMember>(_known);
        var others = store.Others(member.Node, before.Keys)
            .Select(other => before.GetValueOrDefault(other.Address) ?? new OtherMember(other.Address, (other.Knows ?? "").Split('\n').ToHashSet())).ToList();
        foreach (var other in others)
            _known[other.Address] = other;
        foreach (var address in before.Keys.Except(others.Select(other => other.Address)).Where(address => !member.IsMember(address)))
            _known.TryRemove(address, out _);
        Others = others;
        return true;
    }

    /// <summary>
    /// Not beside strangers: whoever was there first has not seen this node yet, and could take over what it begins. Nor beside one that was lost,
    /// as long as that may believe in its lease: this node has not seen it go.
    /// </summary>
    private bool Join(IMemberStore store, long? lapsedAt)
    {
        store.ForgetPredecessors(member.Node, member.Address);
        _isBesideLost = !IsRidOfLapsed(store, lapsedAt) || store.IsAnyFalling(member.Node);
        Look(store);
        _isBesideStrangers = Strangers.Count > 0;
        if (_isBesideLost || _isBesideStrangers)
            return false;
        if (!store.Join(member.Node, member.Address, string.Join('\n', member.Knows), duration))
        {
            _isStruckOut = true;
            return false;
        }
        Look(store);
        // One that joined at the same moment: whoever tries first again has it.
        _isBesideStrangers = Strangers.Count > 0;
        if (!_isBesideStrangers)
            return true;
        store.Leave(member.Node);
        return false;
    }

    /// <summary>
    /// A stranger that was silent for so long may be about to go on, where this node will have taken over: it is struck out first. When the database
    /// was away, the leases of all have run out, and those that live are given the time to say so.
    /// </summary>
    private bool IsRidOfLapsed(IMemberStore store, long? lapsedAt)
    {
        var lapsed = store.Lapsed(member.Node).Where(address => !member.IsMember(address)).ToList();
        if (lapsed.Count == 0)
            return true;
        _lapsedAt = lapsedAt ?? time.GetTimestamp();
        if (time.GetElapsedTime(_lapsedAt.Value) < duration / 2)
            return false;
        store.StrikeOutLapsed(lapsed);
        return true;
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
