using Akka.Actor;
using Akka.Cluster;

namespace Tale.Actors.Cluster;

/// <summary>A node of the cluster, as another one sees it.</summary>
/// <param name="Address">Where the others reach it.</param>
/// <param name="Status">Up: it takes part; joining and weakly up: not yet; leaving, exiting, down and removed: not any more.</param>
/// <param name="IsReachable">Whether the node that looks hears of it.</param>
/// <param name="Shards">How many of the parts that transactions are divided into are there; null: not known at present.</param>
/// <param name="Active">
/// How many transactions are in memory there: at work, or about to leave it. What only waits is in the database alone. Null: it runs none, or
/// that is not known at present.
/// </param>
public sealed record TaleClusterNode(Address Address, MemberStatus Status, bool IsReachable, int? Shards, int? Active);
