using System.Text.Json;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The body of a start.</summary>
/// <param name="State">The initial state, in the form that the definition takes.</param>
/// <param name="Id">The transaction's id; chosen by the node when neither this nor the Idempotency-Key header is given.</param>
/// <param name="Version">The definition's version; the highest one when it is not given.</param>
/// <param name="Headers">Values that travel with the transaction and are shown to every step.</param>
internal sealed record StartRequest(
    JsonElement State, string? Id = null, int? Version = null, IReadOnlyDictionary<string, string>? Headers = null);
