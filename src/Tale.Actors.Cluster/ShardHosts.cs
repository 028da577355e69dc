using Akka.Actor;
using Akka.Cluster;

namespace Tale.Actors.Cluster;

/// <summary>
/// Finds where shards are by asking the nodes. Akka's coordinator knows it from a replicated state, and loses that when the nodes that have it go together: one
/// that stops and one that crashes are enough. It would then place shards anew that are where they were.
/// </summary>
/// <param name="others">The other nodes that run transactions.</param>
/// <param name="isHere">Whether a shard is on this one.</param>
internal sealed class ShardHosts(Akka.Cluster.Cluster cluster, Func<IEnumerable<Member>> others, Func<string, bool> isHere)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <returns>Null: it is nowhere, as far as the nodes say that can be reached.</returns>
    public async Task<Address?> FindAsync(string shard)
    {
        if (isHere(shard))
            return cluster.SelfAddress;
        var reached = others().Except(cluster.State.Unreachable).ToList();
        var answers = await Task.WhenAll(reached.Select(member => IsAtAsync(member.Address, shard))).ConfigureAwait(false);
        return reached.Zip(answers).FirstOrDefault(host => host.Second).First?.Address;
    }

    private async Task<bool> IsAtAsync(Address node, string shard)
    {
        try
        {
            return (await MembershipWatch.At(cluster.System, node).Ask<ShardHost>(new GetShardHost(shard), Patience).ConfigureAwait(false)).IsHost;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
