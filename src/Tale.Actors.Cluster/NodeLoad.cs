namespace Tale.Actors.Cluster;

/// <summary>How much a node has to do: asked of its <see cref="MembershipWatch"/>.</summary>
internal sealed record GetNodeLoad;

/// <summary>The answer.</summary>
/// <param name="Active">How many transactions are in its memory.</param>
internal sealed record NodeLoad(int Active);
