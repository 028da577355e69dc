using Akka.Actor;

namespace Tale.Actors.Coordination;

/// <summary>Who sent a command, and the message as it came, for the next incarnation.</summary>
/// <param name="WantsOutcome">Whether an accepted start is to be followed by the outcome.</param>
internal readonly record struct Caller(IActorRef Ref, object? Message, bool WantsOutcome);
