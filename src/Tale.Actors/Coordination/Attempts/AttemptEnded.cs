using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To a coordinator, from the actor of an attempt or its supervision: what came of it.</summary>
/// <param name="Work">The attempt as it was handed to the actor; null: it has been released already.</param>
/// <param name="Answer">Null: it was cut short because the node stops, and is as open as it was.</param>
internal sealed record AttemptEnded(AttemptWork? Work, Command.Answer? Answer) : INoSerializationVerificationNeeded;
