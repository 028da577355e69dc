using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>
/// Has this node join its cluster without seed nodes (docs/adr/0109): who is at work stands in the database. One at a time has the turn to begin the
/// cluster, when nobody's lease lasts and none of those whose leases have run out takes it in; it keeps the turn until its own lease is held.
/// The others join whoever is at work.
/// </summary>
/// <param name="system">This node's.</param>
/// <param name="open">Connects to the database.</param>
/// <param name="isAtWork">Whether this node's lease is held. Null: it never will have one, and does not begin a cluster.</param>
internal sealed class DatabaseDiscovery(ActorSystem system, Func<IDiscovery> open, Func<bool>? isAtWork)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);
    private readonly ILoggingAdapter _log = Logging.GetLogger(system, "Tale");
    private readonly long _since = TimeProvider.System.GetTimestamp();
    private ImmutableList<Address> _asked = [];
    private long? _turnAt;
    private bool _isInTrouble;
    private bool _isWaitSaid;

    private bool HasJoined => _cluster.State.Members.Any(member => member.UniqueAddress == _cluster.SelfUniqueAddress);

    private bool IsOver => _cluster.IsTerminated || system.WhenTerminated.IsCompleted || CoordinatedShutdown.Get(system).ShutdownReason is not null;

    private bool IsDone => IsOver || (isAtWork?.Invoke() ?? HasJoined);

    /// <summary>Ends when the node is at work, or has joined if it never will be, or its actor system ends. Never fails.</summary>
    public async Task RunAsync()
    {
        while (!IsDone)
        {
            try
            {
                await Task.Run(LookAsync).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (!_isInTrouble)
                    _log.Warning("To look for the other nodes in the database failed ({0}: {1}). It is tried again until it works.", e.GetType().Name, e.Message.TrimEnd('.'));
                _isInTrouble = true;
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    private async Task LookAsync()
    {
        using var discovery = open();
        // The turn is the connection's: as long as that answers, it is nobody else's.
        for (var hasTurn = false; !IsDone; await Task.Delay(Pause).ConfigureAwait(false))
        {
            hasTurn = hasTurn || discovery.TryTakeTurn();
            var atWork = Found(discovery.AtWork());
            if (_isInTrouble)
                _log.Info("The database answers.");
            _isInTrouble = false;
            if (!HasJoined && !IsOver)
                Join(atWork, hasTurn, discovery);
            SayWhatIsWaitedFor(atWork, hasTurn);
        }
    }

    private void Join(ImmutableList<Address> atWork, bool hasTurn, IDiscovery discovery)
    {
        var nodes = atWork.Count > 0 ? atWork : hasTurn ? FirstOrSilent(discovery) : [];
        if (nodes.IsEmpty || nodes.SequenceEqual(_asked))
            return;
        _log.Info("Joining the cluster by the addresses {0}", string.Join(", ", nodes));
        _asked = nodes;
        _cluster.JoinSeedNodes(nodes);
    }

    /// <summary>
    /// Those that were at work, with this node first: it begins when none of them answers. But one that had the turn, and lost its connection, may be about to
    /// begin: it is asked for as long as that takes, which Akka's first seed node does not do.
    /// </summary>
    private ImmutableList<Address> FirstOrSilent(IDiscovery discovery)
    {
        _turnAt ??= TimeProvider.System.GetTimestamp();
        var announced = Found(discovery.Announced());
        return announced.Count > 0 && TimeProvider.System.GetElapsedTime(_turnAt.Value) < _cluster.Settings.SeedNodeTimeout + Margin
            ? announced
            : [_cluster.SelfAddress, .. Found(discovery.Silent())];
    }

    /// <summary>Where they are: not the process that was at this node's address before, nor the nodes of another cluster.</summary>
    private ImmutableList<Address> Found(IEnumerable<string> rows) =>
    [
        .. rows.Order(StringComparer.Ordinal).Select(NodeAddress.PlaceOf).Distinct()
            .Where(address => address != _cluster.SelfAddress && address.System == system.Name && address.Protocol == _cluster.SelfAddress.Protocol),
    ];

    private void SayWhatIsWaitedFor(ImmutableList<Address> atWork, bool hasTurn)
    {
        if (_isWaitSaid || IsDone || TimeProvider.System.GetElapsedTime(_since) < Long)
            return;
        _isWaitSaid = true;
        _log.Warning(
            "This node has been on its way into its cluster for {0} s: {1}", Long.TotalSeconds,
            HasJoined ? "it is a member, and has no lease of the database yet."
            : atWork.Count > 0 ? $"it has asked {string.Join(", ", atWork)}, and has not been taken in. Look at their logs, and at the way to them."
            : hasTurn ? "it has asked those that were at work before."
            : isAtWork is null ? "no node that runs transactions is at work in the database."
            : "another one has the turn to begin it (an advisory lock in the database) and does not get on. Look at the logs of the other nodes that start.");
    }
}
