using System.Text.Json;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The body of a signal.</summary>
/// <param name="Id">The signal's id: the same signal again has the same.</param>
/// <param name="Payload">What the wait expects. Left out where it expects nothing.</param>
internal sealed record SignalRequest(string Id, JsonElement? Payload = null);
