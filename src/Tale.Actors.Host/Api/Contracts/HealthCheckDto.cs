namespace Tale.Actors.Host.Api.Contracts;

/// <summary>How one part of the node is.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Since">Since when the check has found this, as far as it was asked; null where it does not say.</param>
/// <param name="Detail">What it has found.</param>
/// <param name="Action">What to do about it; null: nothing.</param>
internal sealed record HealthCheckDto(string Name, string Status, DateTimeOffset? Since, string? Detail, string? Action);
