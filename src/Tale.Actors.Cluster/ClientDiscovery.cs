using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>
/// Has a client join the cluster that it finds in the database. When all nodes that run transactions have left, it is alone in what was their cluster,
/// and when they come back they do not know of it: then it ends, to be started again.
/// </summary>
internal sealed class ClientDiscovery
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system;
    private readonly IClusterIndex _index;
    private readonly string _role;
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly HashSet<string> _known = [];   // nodes that were members: the leases of some may last

    private ClientDiscovery(ActorSystem system, IClusterIndex index, string role) =>
        (_system, _index, _role, _cluster) = (system, index, role, Akka.Cluster.Cluster.Get(system));

    private bool IsOver => _cluster.IsTerminated || _system.WhenTerminated.IsCompleted;

    private bool IsAlone => !_cluster.State.Members.Any(member => member.HasRole(_role));

    /// <exception cref="ConfigurationException">It could not find anybody, or should not.</exception>
    public static ClientDiscovery Start(ActorSystem system, ITransactionIndex? index, string role)
    {
        ClusterChecks.RefuseDiscovery(system);
        return new ClientDiscovery(system, ClusterChecks.RefuseUnknownDatabase(index), role);
    }

    /// <summary>Ends with the actor system. Never fails.</summary>
    public async Task RunAsync()
    {
        await new DatabaseDiscovery(_system, () => _index.Discover(null), isAtWork: null).RunAsync().ConfigureAwait(false);
        for (var looks = 0; !IsOver && looks < 2; await Task.Delay(Interval).ConfigureAwait(false))
        {
            _known.UnionWith(_cluster.State.Members.Select(member => NodeAddress.Of(member.UniqueAddress)));
            looks = IsAlone && await Task.Run(IsAnybodyElseAtWork).ConfigureAwait(false) ? looks + 1 : 0;
        }
        if (!IsOver)
            Lost.End(
                _system,
                "The nodes that run transactions are at work in another cluster than this client's, which they had left. Its actor system ends; start the process again.");
    }

    private bool IsAnybodyElseAtWork()
    {
        try
        {
            using var discovery = _index.Discover(null);
            return discovery.AtWork().Where(node => !_known.Contains(node)).Select(NodeAddress.PlaceOf)
                .Any(place => place.System == _system.Name && place.Protocol == _cluster.SelfAddress.Protocol);
        }
        catch (Exception)
        {
            return false;   // nobody is, as far as this client can know; the next look says more
        }
    }
}
