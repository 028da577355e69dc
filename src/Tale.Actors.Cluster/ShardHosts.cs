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
/// <param name="isOfThisBuild">Whether a member is of this build of Tale: another one may not know the question. Null: nothing is known of it.</param>
internal sealed class ShardHosts(
    Akka.Cluster.Cluster cluster, Func<IEnumerable<Member>> others, Func<string, bool> isHere, Func<Member, bool?> isOfThisBuild, Silences silences)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Lazy<Task<(bool IsCertain, Address? Host)>>> _searches = new();

    /// <summary>All who want to know it at the same time wait for the same search.</summary>
    /// <returns>Whether that is certain, and where the shard is; null: nowhere.</returns>
    public Task<(bool IsCertain, Address? Host)> FindAsync(string shard) => isHere(shard)
        ? Task.FromResult<(bool, Address?)>((true, cluster.SelfAddress))
        : _searches.GetOrAdd(shard, _ => new Lazy<Task<(bool, Address?)>>(() => SearchAsync(shard))).Value;

    private async Task<(bool IsCertain, Address? Host)> SearchAsync(string shard)
    {
        try
        {
            // Before that they have none. One that was told to leave has its own for some time.
            var asked = others().Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting).ToList();
            silences.KeepOnly(asked.Select(member => member.UniqueAddress).ToHashSet());
            var questions = asked.Select(member => (Member: member, Answer: AskAsync(member, shard))).ToList();
            await Task.WhenAll(questions.Where(question => IsWaitedFor(question.Member)).Select(question => question.Answer)).ConfigureAwait(false);
            if (questions.Find(question => AnswerOf(question.Answer) == true).Member is { } found)
                return (true, found.Address);
            return (questions.TrueForAll(question => AnswerOf(question.Answer) is not null || !Counts(question.Member)), null);
        }
        finally
        {
            _searches.TryRemove(shard, out _);
        }
    }

    private bool IsWaitedFor(Member member) => silences.IsWaitedFor(member.UniqueAddress, isOfThisBuild(member));

    private bool Counts(Member member) => silences.Counts(member.UniqueAddress, isOfThisBuild(member));

    private static bool? AnswerOf(Task<bool?> question) => question.IsCompletedSuccessfully ? question.Result : null;

    /// <returns>Null: it has not said.</returns>
    private async Task<bool?> AskAsync(Member member, string shard)
    {
        try
        {
            if (!cluster.State.Unreachable.Contains(member))
            {
                var answer = await MembershipWatch.At(cluster.System, member.Address).Ask<ShardHost>(new GetShardHost(shard), Patience).ConfigureAwait(false);
                silences.Answers(member.UniqueAddress);
                return answer.IsHost;
            }
        }
        catch (AskTimeoutException)
        {
        }
        silences.IsSilent(member.UniqueAddress);
        return null;
    }
}
