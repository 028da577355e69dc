using Akka.Actor;
using Akka.Event;

namespace Tale.Actors.Coordination;

/// <summary>From the home, because the node stops: begin nothing more, and leave once what runs has ended and is stored.</summary>
internal sealed record LeaveInOrder(LeaveStage Stage) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
