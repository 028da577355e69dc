using Akka.Cluster;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A node of the cluster.</summary>
/// <param name="Address">Where the others reach it.</param>
/// <param name="Status">up: it takes part; joining and weakly-up: not yet; leaving, exiting, down and removed: not any more.</param>
/// <param name="IsReachable">Whether this node hears of it.</param>
/// <param name="Shards">How many of the parts that transactions are divided into are there; null: that is not known at present.</param>
/// <param name="Active">
/// How many transactions are in memory there, at work or about to leave it; null: that is not known at present. What only waits is in the database alone.
/// </param>
internal sealed record ClusterMemberDto(string Address, MemberStatus Status, bool IsReachable, int? Shards, int? Active);
