using Akka.Actor;
using Tale.Actors.Serialization;

namespace Tale.Actors.Cluster;

/// <summary>What the nodes of a cluster ask each other.</summary>
internal sealed class ClusterProtocolSerializer(ExtendedActorSystem system) : JsonProtocolSerializer(system, 7305, "nodes", Kinds)
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["get-load:1"] = typeof(GetNodeLoad),
        ["load:1"] = typeof(NodeLoad),
        ["get-lease:1"] = typeof(GetLease),
        ["holds-lease:1"] = typeof(HoldsLease),
        ["stops:1"] = typeof(NodeStops),
        ["get-shard-host:1"] = typeof(GetShardHost),
        ["shard-host:1"] = typeof(ShardHost),
    };

    public static IEnumerable<Type> Types => Kinds.Values;
}
