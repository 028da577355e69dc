namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A registered definition.</summary>
internal sealed record DefinitionDto(string Name, int Version, IReadOnlyList<DefinitionStepDto> Steps);
