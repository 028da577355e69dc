namespace Tale.Actors.Host.Api.Contracts;

/// <summary>How the node is.</summary>
internal sealed record HealthDto(string Status, IReadOnlyList<HealthCheckDto> Checks);
