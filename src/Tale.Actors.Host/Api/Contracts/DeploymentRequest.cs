namespace Tale.Actors.Host.Api.Contracts;

/// <summary>All definitions of a deployment: what <c>GET /definitions</c> answers, or the command <c>definitions</c> prints.</summary>
internal sealed record DeploymentRequest(IReadOnlyList<DeployedDefinitionDto> Definitions);
