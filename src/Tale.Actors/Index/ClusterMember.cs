namespace Tale.Actors.Index;

/// <summary>A node of a cluster.</summary>
/// <param name="Cluster">What all of its nodes have in common.</param>
/// <param name="Node">The node, as its logs name it: another one at every start.</param>
/// <param name="Address">The node, as its cluster names it: another one at every start too.</param>
/// <param name="IsUp">Whether the cluster has taken it in. Asked on any thread.</param>
internal sealed record ClusterMember(string Cluster, string Node, string Address, Func<bool> IsUp);
