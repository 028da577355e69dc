using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>To the watchdog: what is due may be this node's since a moment ago.</summary>
internal sealed class LookNow : INoSerializationVerificationNeeded
{
    public static readonly LookNow Instance = new();
}
