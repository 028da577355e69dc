using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// To the region: the node stops. It answers with <see cref="Drained"/> once every coordinator that was in memory has left, and what their
/// steps did is stored.
/// </summary>
/// <param name="Grace">How long attempts under way may take before their tokens are cancelled.</param>
internal sealed record Drain(TimeSpan Grace) : INoSerializationVerificationNeeded;
