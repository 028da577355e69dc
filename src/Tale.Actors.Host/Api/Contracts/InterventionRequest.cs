namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The body of a cancel and of what operators do.</summary>
/// <param name="Reason">Why, for people: it stands in the log.</param>
internal sealed record InterventionRequest(string Reason);
