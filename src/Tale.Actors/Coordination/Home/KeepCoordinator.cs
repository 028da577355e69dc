using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>From a coordinator that was asked to stop: it has something to do after all.</summary>
internal sealed record KeepCoordinator(string TransactionId) : INoSerializationVerificationNeeded;
