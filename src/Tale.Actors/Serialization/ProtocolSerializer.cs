using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Tale.Actors.Protocol;

namespace Tale.Actors.Serialization;

/// <summary>The protocol's messages as Protobuf, for nodes and participants elsewhere. States travel under their aliases; no message names a CLR type.</summary>
internal sealed class ProtocolSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private readonly CodecTable<IWithTransactionId> _table = ProtocolTable.Create(() => StateCodec.For(system));

    public override int Identifier => 7302;

    public override string Manifest(object o) => _table.Of(o).Manifest;

    public override byte[] ToBinary(object obj) => _table.Of(obj).Write((IWithTransactionId)obj).ToByteArray();

    /// <exception cref="SerializationException">The message is of a kind that this version does not know, or its bytes are damaged. Akka logs and drops it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var entry = _table.Find(manifest) ?? throw new SerializationException($"'{manifest}' is no message of Tale's protocol that this version knows.");
        try
        {
            return entry.Read(bytes);
        }
        catch (Exception e)
        {
            throw new SerializationException($"A message '{manifest}' of Tale's protocol cannot be read: {e.Message}", e);
        }
    }
}
