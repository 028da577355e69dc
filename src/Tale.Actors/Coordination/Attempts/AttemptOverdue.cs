using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>From the node's clock to a coordinator: an attempt may have taken longer than it may.</summary>
internal sealed record AttemptOverdue(AttemptWork Work) : INoSerializationVerificationNeeded;
