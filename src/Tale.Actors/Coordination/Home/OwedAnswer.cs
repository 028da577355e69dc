using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>To a region: somebody waits for an outcome that may be in the log already, and there was no room to look.</summary>
internal sealed record OwedAnswer(string TransactionId) : INoSerializationVerificationNeeded;
