using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Tale.Actors.Serialization;

namespace Tale.Actors.Operations;

/// <summary>
/// The events of operations as Protobuf. A manifest, once written, is read for ever; one that is not known becomes
/// <see cref="OperationEvent.Unreadable"/>, and its operation stands still.
/// </summary>
internal sealed class OperationSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private readonly CodecTable<OperationEvent> _table = OperationEventTable.Create();

    public override int Identifier => 7303;

    public override string Manifest(object o) => _table.Of(o).Manifest;

    public override byte[] ToBinary(object obj) => _table.Of(obj).Write((OperationEvent)obj).ToByteArray();

    public override object FromBinary(byte[] bytes, string manifest) =>
        _table.ReadStored(bytes, manifest, (name, problem) => new OperationEvent.Unreadable(name, problem));
}
