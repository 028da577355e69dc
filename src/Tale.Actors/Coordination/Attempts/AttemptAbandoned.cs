using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>To the actor of an attempt that others play: nobody waits for it any longer.</summary>
internal sealed class AttemptAbandoned : INoSerializationVerificationNeeded
{
    public static readonly AttemptAbandoned Instance = new();
}
