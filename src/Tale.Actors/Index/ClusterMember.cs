namespace Tale.Actors.Index;

/// <summary>A node of a cluster.</summary>
/// <param name="Cluster">What all of its nodes have in common.</param>
/// <param name="Node">The node, as its logs name it: another one at every start.</param>
/// <param name="Address">The node, as its cluster names it: another one at every start too.</param>
/// <param name="IsUp">Whether the cluster has taken it in. Asked on any thread.</param>
/// <param name="IsMember">Whether the node at an address is a member of the cluster. Asked on any thread.</param>
/// <param name="Knows">What it can read and run.</param>
internal sealed record ClusterMember(
    string Cluster, string Node, string Address, Func<bool> IsUp, Func<string, bool> IsMember, IReadOnlyList<string> Knows)
{
    /// <summary>How the name of a cluster begins, and no node's.</summary>
    public const string OwnerPrefix = "cluster ";}
