namespace Tale.Actors.Host.Runtime;

/// <summary>This node as one of a cluster.</summary>
/// <param name="Self">Where the others reach it.</param>
/// <param name="Seeds">The nodes that it joins; none: it begins the cluster, or finds it.</param>
/// <param name="IsDiscovered">The nodes find each other in the database.</param>
internal sealed record ClusterMembership(HostPort Self, IReadOnlyList<HostPort> Seeds, bool IsDiscovered = false);
