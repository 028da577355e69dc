using Akka.Actor;

namespace Tale.Actors.Coordination;

/// <summary>From the home, because the node stops: begin nothing more, and leave once what runs has ended.</summary>
/// <param name="AtOnce">The time for that is over: cancel what runs, and leave.</param>
internal sealed record LeaveInOrder(bool AtOnce) : INoSerializationVerificationNeeded;
