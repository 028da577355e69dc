using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To a coordinator, from the actor of an attempt: what came of it.</summary>
internal sealed record AttemptEnded(Command.Answer Answer) : INoSerializationVerificationNeeded;
