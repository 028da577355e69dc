using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>
/// Has this node join its cluster without seed nodes: who is at work stands in the database. One at a time has the turn to begin the cluster, if none
/// of those whom it finds takes it in, and keeps the turn until its own address stands there; the others join whoever they find.
/// </summary>
/// <param name="system">This node's.</param>
/// <param name="index">The database.</param>
/// <param name="isAtWork">Whether this node stands there. Null: it never will, and does not begin a cluster.</param>
internal sealed class DatabaseDiscovery(ActorSystem system, IClusterIndex index, Func<bool>? isAtWork)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongTurn = TimeSpan.FromSeconds(30);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);
    private readonly ILoggingAdapter _log = Logging.GetLogger(system, "Tale");
    private ImmutableHashSet<Address> _asked = [];
    private bool _isTroubleSaid;
    private bool _isWaitSaid;

    private bool HasJoined => _cluster.State.Members.Any(member => member.UniqueAddress == _cluster.SelfUniqueAddress);

    private bool IsOver => _cluster.IsTerminated || system.WhenTerminated.IsCompleted;

    /// <summary>Ends when the node has joined, or its actor system ends. Never fails.</summary>
    public async Task RunAsync()
    {
        while (!HasJoined && !IsOver)
        {
            try
            {
                await Task.Run(LookAsync).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (!_isTroubleSaid)
                    _log.Warning("The other nodes cannot be found, the database does not answer ({0}: {1}). Trying again until it does.", e.GetType().Name, e.Message.TrimEnd('.'));
                _isTroubleSaid = true;
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    private async Task LookAsync()
    {
        using var discovery = index.Discover();
        var since = TimeProvider.System.GetTimestamp();
        while (!HasJoined && !IsOver)
        {
            if (isAtWork is not null && discovery.TryTakeTurn())
            {
                Join([_cluster.SelfAddress, .. Found([.. discovery.AtWork(), .. discovery.Silent()])]);
                while (!isAtWork() && !IsOver)
                    await Task.Delay(Pause / 10).ConfigureAwait(false);
                return;
            }
            // There is somebody, or it is another one's turn.
            if (Found(discovery.AtWork()) is { IsEmpty: false } found && !found.SetEquals(_asked))
            {
                _asked = found;
                Join([.. found]);
            }
            if (!_isWaitSaid && TimeProvider.System.GetElapsedTime(since) > LongTurn)
            {
                _log.Warning(
                    "This node has not joined a cluster for {0} s: {1}", LongTurn.TotalSeconds,
                    isAtWork is null
                        ? "no node that runs transactions is at work in the database, or it does not take this one in."
                        : "another one has the turn to begin it (an advisory lock in the database) and does not get on. Look at the log of that node, or stop it.");
                _isWaitSaid = true;
            }
            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    /// <summary>Where they are: not the process that was at this node's address before, nor the nodes of another cluster.</summary>
    private ImmutableHashSet<Address> Found(IEnumerable<string> rows) =>
    [
        .. rows.Select(row => Address.Parse(row[..row.LastIndexOf('#')]))
            .Where(address => address != _cluster.SelfAddress && address.System == system.Name && address.Protocol == _cluster.SelfAddress.Protocol),
    ];

    private void Join(ImmutableList<Address> nodes)
    {
        _log.Info("Joining the cluster by the addresses {0}", string.Join(", ", nodes));
        _cluster.JoinSeedNodes(nodes);
    }
}
