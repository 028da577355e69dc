using Akka.Actor;
using Akka.Cluster;

namespace Tale.Actors.Cluster;

/// <summary>A node as its lease has it: where it is, and which of the processes that were there.</summary>
internal static class NodeAddress
{
    public static string Of(UniqueAddress node) => $"{node.Address}#{node.Uid}";

    /// <summary>Where a node is.</summary>
    public static Address PlaceOf(string node) => Address.Parse(node[..node.LastIndexOf('#')]);
}
