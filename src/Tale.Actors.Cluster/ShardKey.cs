using System.Globalization;
using Akka.Util;

namespace Tale.Actors.Cluster;

/// <summary>The shard of a transaction: the same on every node, whatever its process.</summary>
internal static class ShardKey
{
    public static string Of(string transactionId, int shards) =>
        ((MurmurHash.StringHash(transactionId) & int.MaxValue) % shards).ToString(CultureInfo.InvariantCulture);
}
