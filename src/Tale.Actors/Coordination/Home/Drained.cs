using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

internal sealed class Drained : INoSerializationVerificationNeeded
{
    public static readonly Drained Instance = new();
}
