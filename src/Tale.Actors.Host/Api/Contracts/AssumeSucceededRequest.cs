using System.Text.Json;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The body of an operator's word that a step has succeeded.</summary>
/// <param name="Reason">Why, for people: it stands in the log.</param>
/// <param name="Output">The step's output. Left out for a step that is being undone.</param>
internal sealed record AssumeSucceededRequest(string Reason, JsonElement? Output = null);
