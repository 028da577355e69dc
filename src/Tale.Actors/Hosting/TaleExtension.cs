using Akka.Actor;
using Tale.Actors.Serialization;

namespace Tale.Actors.Hosting;

/// <summary>Tale in an actor system.</summary>
public sealed class TaleExtension : IExtension
{
    internal TaleExtension(ExtendedActorSystem system) => Codec = new StateCodec(system);

    internal StateCodec Codec { get; }

    /// <summary>Tale's extension of this system.</summary>
    /// <param name="system">The actor system.</param>
    public static TaleExtension For(ActorSystem system) => system.WithExtension<TaleExtension, TaleExtensionProvider>();
}

/// <summary>Makes the extension.</summary>
public sealed class TaleExtensionProvider : ExtensionIdProvider<TaleExtension>
{
    /// <inheritdoc />
    public override TaleExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
