namespace Tale.Actors.Cluster;

/// <summary>How much a node has to do: asked of its <see cref="MembershipWatch"/>.</summary>
internal sealed record GetNodeLoad;

/// <summary>The answer.</summary>
/// <param name="Active">How many transactions are in its memory.</param>
internal sealed record NodeLoad(int Active);

/// <summary>A node gives its shards up: told to the <see cref="MembershipWatch"/> of the others. Akka says so only when they have left it.</summary>
/// <param name="Node">Its address, with the number of this life of it.</param>
internal sealed record NodeStops(string Node);

/// <summary>Whether a shard is on a node: asked of its <see cref="MembershipWatch"/>.</summary>
internal sealed record GetShardHost(string Shard);

/// <summary>The answer.</summary>
internal sealed record ShardHost(bool IsHost);

/// <summary>Whether a node holds its lease of a database at this moment: asked of its <see cref="MembershipWatch"/>.</summary>
/// <param name="Database">Which one, from 0.</param>
internal sealed record GetLease(int Database);

/// <summary>The answer. Without a lease there is none.</summary>
/// <param name="Database">Which one, from 0.</param>
/// <param name="Held">How many leases it holds.</param>
internal sealed record HoldsLease(int Database, int Held);
