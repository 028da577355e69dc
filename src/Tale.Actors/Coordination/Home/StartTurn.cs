using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>A start that has waited may be begun.</summary>
internal sealed record StartTurn(string TransactionId) : INoSerializationVerificationNeeded;
