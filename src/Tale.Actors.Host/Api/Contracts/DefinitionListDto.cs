namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The registered definitions.</summary>
internal sealed record DefinitionListDto(IReadOnlyList<DefinitionDto> Definitions);
