using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Tale.Actors.Operations;

/// <summary>Questions and answers about operations between the nodes of a cluster, as JSON: there are few.</summary>
internal sealed class OperationProtocolSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["start:1"] = typeof(OperationQuestion.Start),
        ["get:1"] = typeof(OperationQuestion.Get),
        ["list:1"] = typeof(OperationQuestion.List),
        ["stop:1"] = typeof(OperationQuestion.Stop),
        ["view:1"] = typeof(OperationAnswer.View),
        ["not-found:1"] = typeof(OperationAnswer.NotFound),
        ["ids:1"] = typeof(OperationAnswer.Ids),
        ["rejected:1"] = typeof(OperationAnswer.Rejected),
    };

    private static readonly Dictionary<Type, string> Manifests = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    public override int Identifier => 7304;

    public override string Manifest(object o) => Manifests[o.GetType()];

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    public override object FromBinary(byte[] bytes, string manifest) => Kinds.TryGetValue(manifest, out var kind)
        ? JsonSerializer.Deserialize(bytes, kind)!
        : throw new ArgumentException($"There is no message '{manifest}' about operations in this version of Tale.", nameof(manifest));
}
