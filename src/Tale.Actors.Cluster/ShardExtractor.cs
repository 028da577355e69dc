using Akka.Cluster.Sharding;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster;

/// <summary>A shard has one entity of the same name: the region of its transactions.</summary>
internal sealed class ShardExtractor(int shards) : IMessageExtractor
{
    // Null is how Akka is told that a message is not for an entity.
    public string EntityId(object message) => message switch
    {
        ITransactionCommand command => ShardKey.Of(command.TransactionId, shards),
        _ => null!,
    };

    public object EntityMessage(object message) => message;

    public string ShardId(object message) => EntityId(message);

    public string ShardId(string entityId, object? messageHint = null) => entityId;
}
