using Akka.Actor;

namespace Tale.Actors.Coordination.Histories;

/// <summary>The node stops: nobody waits for news here any longer. Logs can still be read.</summary>
internal sealed class StopFollowing : INoSerializationVerificationNeeded
{
    public static readonly StopFollowing Instance = new();
}
