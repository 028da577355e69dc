namespace Tale.Actors.Cluster;

/// <summary>How transactions are spread over a cluster.</summary>
public sealed class TaleClusterOptions
{
    /// <summary>The most shards that make sense.</summary>
    public const int MostShards = 10_000;

    /// <summary>
    /// The nodes with this role run transactions; the others are clients of them. The same on all nodes; another one only after all of them have
    /// been stopped. Null is for clusters in which every single member calls <c>WithTaleCluster</c>. Default: null, all members run transactions.
    /// </summary>
    public string? Role { get; set; }

    /// <summary>
    /// Into how many parts the transactions are divided: ten for each node that there may ever be. The same on all nodes; another number only
    /// after all of them have been stopped. 1 to 10,000. Default: 128.
    /// </summary>
    public int Shards { get; set; } = 128;

    /// <summary>
    /// The nodes find each other in the database that they share, and need no seed nodes: whoever finds nobody there begins the cluster, one at a time. On all
    /// nodes or on none. Default: false, nodes join by Akka's seed nodes, or as you have them join.
    /// </summary>
    public bool DiscoverNodes { get; set; }

    /// <summary>How often a node looks whether it is of use to its cluster; null: as often as it should. For tests.</summary>
    internal TimeSpan? LookInterval { get; set; }
}
