namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A definition of a deployment.</summary>
/// <param name="Steps">Taken, so that a list of definitions can be sent as it is; not looked at.</param>
/// <param name="Parts">Null: what differs is not told, only that something does.</param>
internal sealed record DeployedDefinitionDto(
    string Name, int Version, string Hash, IReadOnlyList<DefinitionStepDto>? Steps = null, IReadOnlyList<DefinitionPartDto>? Parts = null);
