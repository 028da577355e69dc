using System.Text.Json;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The body of a start.</summary>
/// <param name="State">The initial state, in the form that the definition takes.</param>
/// <param name="Id">The transaction's id; chosen by the node when neither this nor the Idempotency-Key header is given.</param>
internal sealed record StartRequest(JsonElement State, string? Id = null);
