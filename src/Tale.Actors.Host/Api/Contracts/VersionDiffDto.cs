using Tale.Actors.Deployments;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>What a deployment does to the open transactions of one version of a definition.</summary>
/// <param name="Read">How many of the open ones were read.</param>
/// <param name="Hash">The deployment's; null: it does not have the version.</param>
/// <param name="RegisteredHash">This node's; null: it does not have the version.</param>
/// <param name="CannotGoBack">How many go on, and could not go back: they have a completed child whose definition is another one.</param>
/// <param name="ChangedChildren">The definitions of children that the deployment has in another shape.</param>
/// <param name="OpenSteps">Where those stand that were read and are affected.</param>
internal sealed record VersionDiffDto(
    string Definition, int Version, DeploymentEffect Effect, long Open, long Affected, long CannotGoBack, long Running, long Compensating, long Suspended, int Read,
    string? Hash, string? RegisteredHash, IReadOnlyList<string> Changes, IReadOnlyList<string> ChangedChildren,
    IReadOnlyList<OpenStepDto> OpenSteps);
