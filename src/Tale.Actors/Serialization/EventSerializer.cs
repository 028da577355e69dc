using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Tale.Actors.Core;

namespace Tale.Actors.Serialization;

/// <summary>
/// The events as Protobuf. A manifest, once written, is read for ever; one that is not known becomes <see cref="Event.Unreadable"/>.
/// </summary>
internal sealed class EventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private readonly CodecTable<Event> _table = EventTable.Create();

    public override int Identifier => 7301;

    public override string Manifest(object o) => _table.Of(o).Manifest;

    public override byte[] ToBinary(object obj) => _table.Of(obj).Write((Event)obj).ToByteArray();

    public override object FromBinary(byte[] bytes, string manifest) =>
        _table.ReadStored(bytes, manifest, (name, problem) => new Event.Unreadable(name, problem));
}
