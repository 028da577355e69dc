using Akka.Actor;

namespace Tale.Actors.Coordination.Histories;

/// <summary>A log that is followed has, or may have, more events than before.</summary>
internal sealed record LogGrew(string TransactionId) : INoSerializationVerificationNeeded;
