using Google.Protobuf;

namespace Tale.Actors.Serialization;

/// <summary>All that a serializer has to know of one kind of value.</summary>
/// <typeparam name="TValue">What all kinds have in common.</typeparam>
/// <param name="Manifest">The name of the kind in rows and messages. Never changed, and never used again for another one.</param>
/// <param name="Type">The kind.</param>
/// <param name="Write">The value as Protobuf.</param>
/// <param name="Read">The value of the bytes.</param>
internal sealed record CodecEntry<TValue>(string Manifest, Type Type, Func<TValue, IMessage> Write, Func<byte[], TValue> Read)
    where TValue : class
{
    public static CodecEntry<TValue> Of<TKind, TProto>(
        string manifest, MessageParser<TProto> parser, Func<TKind, TProto> write, Func<TProto, TKind> read)
        where TKind : class, TValue
        where TProto : class, IMessage<TProto> =>
        new(manifest, typeof(TKind), value => write((TKind)value), bytes => read(parser.ParseFrom(bytes)));
}
