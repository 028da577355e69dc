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

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (_table.Find(manifest) is not { } entry)
            return new Event.Unreadable(manifest, "this version does not know it; it was written by a newer one");
        try
        {
            return entry.Read(bytes);
        }
        // Whatever is wrong with a damaged row, such as a part that is missing or a time out of range, concerns this transaction alone.
        catch (Exception e)
        {
            return new Event.Unreadable(manifest, $"its bytes are damaged: {e.Message}");
        }
    }
}
