using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Tale.Actors.Serialization;

/// <summary>Messages between the nodes of a cluster as JSON: such as are few and small.</summary>
/// <param name="system">The actor system.</param>
/// <param name="identifier">Akka's number of the serializer.</param>
/// <param name="what">What the messages are about.</param>
/// <param name="kinds">The messages by their manifests.</param>
internal abstract class JsonProtocolSerializer(ExtendedActorSystem system, int identifier, string what, IReadOnlyDictionary<string, Type> kinds)
    : SerializerWithStringManifest(system)
{
    private readonly Dictionary<Type, string> _manifests = kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    public override int Identifier => identifier;

    public override string Manifest(object o) => _manifests[o.GetType()];

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    public override object FromBinary(byte[] bytes, string manifest) => kinds.TryGetValue(manifest, out var kind)
        ? JsonSerializer.Deserialize(bytes, kind)!
        : throw new ArgumentException($"There is no message '{manifest}' about {what} in this version of Tale.", nameof(manifest));
}
