using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>From a coordinator: it has nothing to do in memory.</summary>
internal sealed record PassivateCoordinator(string TransactionId) : INoSerializationVerificationNeeded;
