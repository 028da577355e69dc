using Akka.Actor;

namespace Tale.Actors.Coordination;

/// <summary>From the home: stop. What is sent meanwhile waits there.</summary>
internal sealed class StopCoordinator : INoSerializationVerificationNeeded
{
    public static readonly StopCoordinator Instance = new();
}
