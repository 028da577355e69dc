using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>From the node's clock to its circuits' timer: the participant may be tried.</summary>
internal sealed record CircuitDue(Circuit Circuit) : INoSerializationVerificationNeeded;
