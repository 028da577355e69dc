using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Tale.Actors.Protocol;

namespace Tale.Actors.Serialization;

/// <summary>
/// The protocol's messages as Protobuf, for nodes and participants elsewhere. States travel under their aliases; no message names a CLR
/// type.
/// </summary>
internal sealed class ProtocolSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int Id = 7302;

    private readonly CodecTable<IWithTransactionId> _table = ProtocolTable.Create(new SentValues(() => StateCodec.For(system)));
    private volatile FrameLimit? _limit;

    public override int Identifier => Id;

    /// <summary>
    /// How large a message may be; null while messages cannot leave the actor system. Asked anew until then: the transport may be starting.
    /// </summary>
    public FrameLimit? Limit => _limit ??= FrameLimit.Of(system);

    public override string Manifest(object o) => _table.Of(o).Manifest;

    /// <summary>The message as it is, or what fits into a frame of it.</summary>
    /// <exception cref="SerializationException">Even what has to be in the message is larger than a frame.</exception>
    public override byte[] ToBinary(object obj)
    {
        var message = Write(obj);
        var bytes = message.ToByteArray();
        if (Limit is not { } limit || bytes.Length <= limit.MessageBytes)
            return bytes;
        return FrameCuts.Fit(message, bytes.Length, limit)
            ? message.ToByteArray()
            : throw new SerializationException($"{obj.GetType().Name}: {limit.Exceeded(bytes.Length)}");
    }

    /// <summary>How many bytes a message has before anything is cut.</summary>
    public long SizeOf(IWithTransactionId message) => Write(message).CalculateSize();

    /// <exception cref="SerializationException">
    /// This version does not know the kind of message, or its bytes are damaged. Akka logs and drops it.
    /// </exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var entry = _table.Find(manifest)
            ?? throw new SerializationException($"'{manifest}' is no message of Tale's protocol that this version knows.");
        try
        {
            return entry.Read(bytes);
        }
        catch (Exception e)
        {
            throw new SerializationException($"A message '{manifest}' of Tale's protocol cannot be read: {e.Message}", e);
        }
    }

    private IMessage Write(object message) => _table.Of(message).Write((IWithTransactionId)message);
}
