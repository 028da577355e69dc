using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>To the region, from the clock: attempts under way have had their time.</summary>
internal sealed class GraceIsOver : INoSerializationVerificationNeeded
{
    public static readonly GraceIsOver Instance = new();
}
