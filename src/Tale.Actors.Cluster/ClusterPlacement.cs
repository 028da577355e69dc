using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Cluster;

/// <summary>
/// Transactions in the shards of a cluster (docs/adr/0108). Akka places the shards; each has one entity, the very region that a single node
/// has, with the coordinators of the shard below it.
/// <code>
/// client, watchdog --command--> region of the shard, where it is here
///                  --command--> ShardRegion --> Shard --> region of the shard, where it is elsewhere
/// </code>
/// </summary>
internal sealed class ClusterPlacement(TaleClusterOptions options) : IPlacement
{
    /// <summary>The shards' name in Akka.</summary>
    public const string TypeName = TaleRuntime.RegionName;

    private readonly Searches _searches = new(TimeProvider.System);
    private readonly ShardsHere _here = new(options.Shards);
    private readonly ConcurrentDictionary<string, byte> _leaving = new();   // nodes
    private Akka.Cluster.Cluster _cluster = null!;
    private ILeases<IMemberLease> _leases = null!;
    private StartsWithLease _starts = null!;
    private ShardMoves? _moves;
    private IActorRef? _watchdog;
    private IActorRef? _membership;
    private volatile IActorRef _everywhere = ActorRefs.Nobody;
    private volatile bool _isStopping;
    private volatile bool _isLeaving;
    private TimeSpan _lookInterval;
    private int _isEnding;

    public WhoKnows WhoKnows { get; private set; } = null!;

    /// <summary>Finds the region of a shard wherever it is.</summary>
    public IActorRef Everywhere => _everywhere;

    public RegionLink Link => RegionLink.Spread(_here.Find, () => _everywhere, what => WhoKnows.MayBeKnown(what));

    /// <summary>It finds the other nodes when it starts, and only then.</summary>
    public bool IsDiscovering => options.DiscoverNodes;

    public bool IsStopping => _isStopping || _cluster.IsTerminated || _cluster.SelfMember.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down;

    public IWaker Waker => new ShardWaker(_here, () => _everywhere, options.Shards);

    /// <summary>
    /// Never while a node is unreachable: it may be at work behind a broken network, or be about to wake up; nor while this one is no full
    /// member, or not any more; nor while one that is lost may believe in its lease yet; nor while somebody is at work in the database whom this
    /// cluster does not know. Nor in any database once it is to end: in one that was away the others may not have said so yet. Nor while its shards leave it:
    /// those who have them next would begin the same again.
    /// </summary>
    public bool MayTakeOver(string persistenceId)
    {
        var lease = _leases.Of(persistenceId);
        return !_isLeaving && Volatile.Read(ref _isEnding) == 0 && !_cluster.IsTerminated && _cluster.SelfMember.Status == MemberStatus.Up
            && !_cluster.State.Unreachable.Any(Counts) && !lease.AwaitsStruckOut && StrangersIn(lease).Count == 0;
    }

    /// <summary>The addresses of nodes that are at work in a database and no members of this cluster.</summary>
    public IReadOnlyCollection<string> StrangersIn(IMemberLease lease)
    {
        var others = lease.Others;
        return others.Count == 0
            ? []
            : [.. others.Select(other => other.Address).Except(_cluster.State.Members.Select(member => NodeAddress.Of(member.UniqueAddress)))];
    }

    public void Refuse(ExtendedActorSystem system, TaleSettings settings, ITransactionIndex index)
    {
        ClusterChecks.Refuse(system, settings, index);
        if (options.DiscoverNodes)
            ClusterChecks.RefuseDiscovery(system);
        LocalPlacement.RefuseGrace(system, settings, CoordinatedShutdown.PhaseClusterShardingShutdownRegion);
    }

    public ILeases<ILease> Take(ActorSystem system, ITransactionIndex index, string node, IReadOnlyList<string> knows, TimeSpan duration)
    {
        var cluster = _cluster = Akka.Cluster.Cluster.Get(system);
        _starts = new StartsWithLease(system);
        var member = new ClusterMember(
            $"{ClusterMember.OwnerPrefix}{system.Name} with {options.Shards} shards{(options.Role is { } role ? $" on nodes with the role {role}" : "")}",
            node, NodeAddress.Of(cluster.SelfUniqueAddress), () => cluster.SelfMember.Status == MemberStatus.Up, IsMember, knows);
        _lookInterval = options.LookInterval ?? MembershipWatch.IntervalFor(duration);
        _leases = ((IClusterIndex)index).Join(system, member, duration);
        if (options.DiscoverNodes)
            _ = new DatabaseDiscovery(system, () => ((IClusterIndex)index).Discover(member), () => _leases.All[0].Refusal is null).RunAsync();
        WhoKnows = new WhoKnows(cluster, _leases.All, knows.ToHashSet(), Counts);
        return _leases;
    }

    /// <summary>
    /// Shards come to this node once its lease is held, or all of several but for those that nobody holds: until then it could only refuse what is
    /// sent to them, and is a client of the others.
    /// </summary>
    public IActorRef Start(ExtendedActorSystem system, TaleSettings settings, Func<INeighbours, Props> regions)
    {
        var sharding = ClusterSharding.Get(system);
        var extractor = new ShardExtractor(options.Shards);
        _starts.Add(() =>
        {
            var shardingSettings = ClusterShardingSettings.Create(system).WithRole(options.Role)
                .WithStateStoreMode(StateStoreMode.DData).WithRememberEntities(false).WithPassivateIdleAfter(TimeSpan.Zero);
            var proxy = _everywhere;
            // Run again after a timeout, it may find that Akka has begun with the first one.
            _moves ??= new ShardMoves(
                sharding.DefaultShardAllocationStrategy(shardingSettings), WhoKnows.IsKnownAt, HostsFor(shardingSettings).FindAsync,
                () => !_cluster.State.Unreachable.IsEmpty);
            _everywhere = sharding.Start(
                TypeName, shard => regions(new Shard(shard, this)), shardingSettings, extractor, _moves, new LeaveShard(settings.StopGrace));
            // A shard that moves waits for every proxy to say that it knows; and for that of a node that has died, for as long as it may take.
            proxy.Tell(PoisonPill.Instance);
        });
        _everywhere = sharding.StartProxy(TypeName, options.Role!, extractor);
        LastRegion.EndsWhen(system, () => _everywhere, BeginToLeave, () => !IsFollowed && !_here.Regions.Any());
        return system.SystemActorOf(Props.CreateBy(new Producer<Doorway>(() => new Doorway(() => _everywhere))), TaleRuntime.RegionName);
    }

    /// <summary>A region asks for a shard again and again: who is silent is asked as often.</summary>
    private ShardHosts HostsFor(ClusterShardingSettings sharding) => new(
        _cluster, () => Others, IsHost, WhoKnows.IsOfThisBuild,
        new Silences(TimeProvider.System, ShardHosts.Patience + (4 * sharding.TuningParameters.RetryInterval)));

    /// <summary>On the oldest node; when it leaves, on the next one.</summary>
    public IActorRef StartOnly(ExtendedActorSystem system, Props actor, string name)
    {
        const string Only = "only";
        var manager = ClusterSingletonManagerSettings.Create(system).WithRole(options.Role).WithSingletonName(Only);
        _starts.Add(() => system.SystemActorOf(ClusterSingletonManager.Props(actor, PoisonPill.Instance, manager), name));
        // Whoever asks is told when nobody answers.
        var proxy = ClusterSingletonProxySettings.Create(system).WithRole(options.Role).WithSingletonName(Only)
            .WithLogSingletonIdentificationFailure(false);
        return system.SystemActorOf(ClusterSingletonProxy.Props($"/system/{name}", proxy), $"{name}-everywhere");
    }

    public void LeaseHasChanged()
    {
        if (_leases.All.Any(lease => lease.IsStruckOut))
            EndNode(
                "The cluster has gone on without this node, or its database has forgotten it, as a restored one has. Its actor system ends; start the "
                + "process again.");
        if (_leases.All.All(lease => lease.Refusal is null))
            _starts.LeaseIsHeld();
        _membership?.Tell(LeaseChanged.Instance);
        foreach (var region in _here.Regions)
            region.Tell(LeaseChanged.Instance);
    }

    /// <summary>Nobody has the leases that this node lacks: a database that is away for all keeps no shard from coming here.</summary>
    public void StartWithoutRest()
    {
        if (_leases.Refusal is null)
            _starts.LeaseIsHeld();
    }

    /// <summary>What is left of it would keep shards that it does nothing for.</summary>
    public void EndNode(string why)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) == 0)
            Lost.End(_cluster.System, why);
    }

    public void Watched(ExtendedActorSystem system, IActorRef watchdog)
    {
        _watchdog = watchdog;
        _membership = system.SystemActorOf(Props.CreateBy(new Producer<MembershipWatch>(() => new MembershipWatch(watchdog, this, _leases.All, _lookInterval))), MembershipWatch.Name);
    }

    /// <summary>Has it told to the nodes, one of which places shards.</summary>
    public bool LeaveToOthers(string transactionId, string what)
    {
        if (!WhoKnows.MayBeKnown(what) || (Knowledge.IsAnyOtherBuild(what) && _searches.IsInVain(transactionId)))
            return false;
        _membership?.Tell(new MembershipWatch.Ask(new MoveShard(transactionId, what)));
        return true;
    }

    /// <summary>Somebody asks for it.</summary>
    public void Want(MoveShard move) => _moves?.Want(ShardOf(move), move.What);

    public string ShardOf(MoveShard move) => ShardKey.Of(move.TransactionId, options.Shards);

    private bool IsMember(string address) => _cluster.State.Members.Any(member => NodeAddress.Of(member.UniqueAddress) == address);

    /// <summary>Whether a member is one that runs transactions.</summary>
    public bool Counts(Member member) => options.Role is not { } role || member.HasRole(role);

    /// <summary>What is due in it is this node's now.</summary>
    public void Opened(string shard, IActorRef region)
    {
        _here.Opened(shard, region);
        _watchdog?.Tell(LookNow.Instance);
    }

    public void Closed(string shard, IActorRef region) => _here.Closed(shard, region);

    /// <summary>The shards leave in a phase of the shutdown of their own, and other nodes go on with them.</summary>
    public Task DrainAsync(TimeSpan grace)
    {
        _isStopping = true;
        return Task.CompletedTask;
    }

    /// <summary>Its shards are to leave. Before that it stops for as long as its other services take, and goes on with them.</summary>
    private void BeginToLeave()
    {
        _isLeaving = true;
        foreach (var member in Others)
            MembershipWatch.At(_cluster.System, member.Address).Tell(new NodeStops(NodeAddress.Of(_cluster.SelfUniqueAddress)), ActorRefs.NoSender);
    }

    /// <summary>
    /// The last node has nobody to pass anything on to, nor have those that stop together. Not so the loss of a shard to a node that goes at this moment: then
    /// this one stays.
    /// </summary>
    public bool IsFollowed => !IsStopping
        || Others.Any(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp && !_leaving.ContainsKey(NodeAddress.Of(member.UniqueAddress)));

    /// <summary>The shards of another node leave it.</summary>
    public void Stops(string node) => _leaving[node] = 0;

    public void IsGone(Member member)
    {
        _leaving.TryRemove(NodeAddress.Of(member.UniqueAddress), out _);
        WhoKnows.IsGone(member);
    }

    /// <summary>Whether a shard is on this node.</summary>
    public bool IsHost(string shard) => _here.Has(shard);

    /// <summary>The other members that run transactions.</summary>
    public IEnumerable<Member> Others => _cluster.State.Members.Where(member => Counts(member) && member.UniqueAddress != _cluster.SelfUniqueAddress);
}
