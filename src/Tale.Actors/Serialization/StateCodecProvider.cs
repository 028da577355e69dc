using Akka.Actor;

namespace Tale.Actors.Serialization;

/// <summary>Makes the codec of an actor system.</summary>
internal sealed class StateCodecProvider : ExtensionIdProvider<StateCodec>
{
    public override StateCodec CreateExtension(ExtendedActorSystem system) => new(system);
}
