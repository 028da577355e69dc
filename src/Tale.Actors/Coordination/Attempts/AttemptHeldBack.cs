using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To a coordinator, from the actor of an attempt: it had its turn, and must not begin, because the lease is not held any more.</summary>
internal sealed record AttemptHeldBack(AttemptWork Work) : INoSerializationVerificationNeeded;
