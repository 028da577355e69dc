using Akka.Actor;
using Tale.Actors.Serialization;

namespace Tale.Actors.Operations;

/// <summary>Questions and answers about operations between the nodes of a cluster.</summary>
internal sealed class OperationProtocolSerializer(ExtendedActorSystem system) : JsonProtocolSerializer(system, 7304, "operations", Kinds)
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
}
