namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A step of a definition.</summary>
internal sealed record DefinitionStepDto(string Path, bool Compensates, int Retries);
