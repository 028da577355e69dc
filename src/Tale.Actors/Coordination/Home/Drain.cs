using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>To the region: the node stops. It answers with <see cref="Drained"/> once no coordinator is left.</summary>
/// <param name="Grace">How long attempts under way may take.</param>
internal sealed record Drain(TimeSpan Grace) : INoSerializationVerificationNeeded;
