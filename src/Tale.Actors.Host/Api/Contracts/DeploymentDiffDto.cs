namespace Tale.Actors.Host.Api.Contracts;

/// <summary>What a deployment does to the transactions in flight.</summary>
internal sealed record DeploymentDiffDto(bool IsSafe, long Affected, long CannotGoBack, IReadOnlyList<VersionDiffDto> Versions);
