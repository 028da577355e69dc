namespace Tale.Actors.Host.Api.Contracts;

/// <summary>What a definition's hash covers of one of its parts.</summary>
internal sealed record DefinitionPartDto(string Path, IReadOnlyDictionary<string, string> Facts);
