namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The cluster as this node sees it.</summary>
/// <param name="Self">This node's address.</param>
/// <param name="Members">All nodes, this one too.</param>
internal sealed record ClusterDto(string Self, IReadOnlyList<ClusterMemberDto> Members);
