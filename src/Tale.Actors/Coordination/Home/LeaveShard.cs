using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>To the region of a shard: it is handed over to another node. The region stops once its coordinators have left in order.</summary>
/// <param name="Grace">How long attempts under way may take before their tokens are cancelled.</param>
internal sealed record LeaveShard(TimeSpan Grace) : INoSerializationVerificationNeeded;
