using Google.Protobuf;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>The values in messages as payloads and back. Total: no value, however wrong, loses the message that it is in.</summary>
/// <param name="codec">The codec of states. Asked for at the first value: while Akka makes its serializers, there is none yet.</param>
internal sealed class SentValues(Func<StateCodec> codec)
{
    private const string UnsentManifest = "unsent:1";

    /// <summary>A value that does not serialize becomes an <see cref="UnsentValue"/>.</summary>
    public PayloadProto? Write(object? value)
    {
        try
        {
            return value switch
            {
                null => null,
                Payload payload => payload.ToProto(),
                UnsentValue unsent => Unsent(unsent),
                _ => codec().Encode(value).ToProto(),
            };
        }
        catch (StateSerializationException e)
        {
            return Unsent(new UnsentValue(e.Message));
        }
    }

    /// <summary>
    /// A value that cannot be read, such as one of a type that nobody has registered here, stays a <see cref="Payload"/>.
    /// </summary>
    public object? Read(PayloadProto? proto)
    {
        var value = ReadUntyped(proto);
        if (value is not Payload payload)
            return value;
        try
        {
            return codec().Decode(payload);
        }
        catch (StateSerializationException)
        {
            return payload;
        }
    }

    /// <summary>For values whose type the receiver knows better than the message.</summary>
    public static object? ReadUntyped(PayloadProto? proto)
    {
        if (proto is null)
            return null;
        if (proto.SerializerId != ProtocolSerializer.Id || proto.Manifest != UnsentManifest)
            return proto.ToPayload();
        var unsent = UnsentValueProto.Parser.ParseFrom(proto.Data);
        return new UnsentValue(unsent.Problem, unsent.Bytes, unsent.Limit);
    }

    public static PayloadProto Unsent(UnsentValue value) => new()
    {
        SerializerId = ProtocolSerializer.Id,
        Manifest = UnsentManifest,
        Data = new UnsentValueProto { Problem = value.Problem.OrEmpty(), Bytes = value.Bytes, Limit = value.Limit }.ToByteString(),
    };
}
