using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To the actor of a participant's attempt: its success is not wanted any more, and the participant should know.</summary>
internal sealed class AttemptCancelled : INoSerializationVerificationNeeded
{
    public static readonly AttemptCancelled Instance = new();
}
