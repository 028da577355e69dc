using Akka.Actor;
using Akka.Serialization;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>An event as it is stored.</summary>
internal sealed record SweepEvent(long SequenceNr, Event Event, string Manifest, byte[] Bytes)
{
    public static SweepEvent Of(ActorSystem system, long sequenceNr, Event e)
    {
        var serializer = Serializer(system);
        return new(sequenceNr, e, serializer.Manifest(e), serializer.ToBinary(e));
    }

    public object Read(ActorSystem system) => Serializer(system).FromBinary(Bytes, Manifest);

    private static SerializerWithStringManifest Serializer(ActorSystem system) =>
        (SerializerWithStringManifest)system.Serialization.FindSerializerForType(typeof(Event));
}
