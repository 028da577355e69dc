using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;

namespace Tale.Actors.Cluster;

/// <summary>
/// Finds where shards are by asking the nodes. Akka's coordinator knows it from a replicated state, and loses that when the nodes that have it go together: one
/// that stops and one that crashes are enough. It would then place shards anew that are where they were.
/// </summary>
/// <param name="others">The other nodes that run transactions.</param>
/// <param name="isHere">Whether a shard is on this one.</param>
/// <param name="mayNotKnow">Whether a member may not know the question: it is of another build of Tale.</param>
internal sealed class ShardHosts(
    Akka.Cluster.Cluster cluster, Func<IEnumerable<Member>> others, Func<string, bool> isHere, Func<Member, bool> mayNotKnow)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>One that is gone is missed by then.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<UniqueAddress, long> _silentSince = new();

    /// <returns>Whether that is certain, and where the shard is; null: nowhere.</returns>
    public async Task<(bool IsCertain, Address? Host)> FindAsync(string shard)
    {
        if (isHere(shard))
            return (true, cluster.SelfAddress);
        // Before that they have none, and later not any more.
        var asked = others().Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving).ToList();
        var answers = await Task.WhenAll(asked.Select(member => AskAsync(member, shard))).ConfigureAwait(false);
        if (asked.Zip(answers).FirstOrDefault(host => host.Second == true).First is { } found)
            return (true, found.Address);
        // All are looked at: each has its own time.
        var isCertain = true;
        foreach (var (member, answer) in asked.Zip(answers))
            isCertain &= answer is not null || mayNotKnow(member) || IsSilentForLong(member);
        return (isCertain, null);
    }

    /// <returns>Null: it has not said.</returns>
    private async Task<bool?> AskAsync(Member member, string shard)
    {
        try
        {
            var answer = cluster.State.Unreachable.Contains(member)
                ? null
                : await MembershipWatch.At(cluster.System, member.Address).Ask<ShardHost>(new GetShardHost(shard), Patience).ConfigureAwait(false);
            if (answer is not null)
                _silentSince.TryRemove(member.UniqueAddress, out _);
            return answer?.IsHost;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private bool IsSilentForLong(Member member) =>
        TimeProvider.System.GetElapsedTime(_silentSince.GetOrAdd(member.UniqueAddress, _ => TimeProvider.System.GetTimestamp())) > LongestSilence;
}
