namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A registered definition.</summary>
/// <param name="Parts">What its hash covers, part by part.</param>
internal sealed record DefinitionDto(
    string Name, int Version, string Hash, IReadOnlyList<DefinitionStepDto> Steps, IReadOnlyList<DefinitionPartDto> Parts);
