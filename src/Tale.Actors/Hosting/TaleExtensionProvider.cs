using Akka.Actor;

namespace Tale.Actors.Hosting;

/// <summary>Makes the extension.</summary>
public sealed class TaleExtensionProvider : ExtensionIdProvider<TaleExtension>
{
    /// <inheritdoc />
    public override TaleExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
