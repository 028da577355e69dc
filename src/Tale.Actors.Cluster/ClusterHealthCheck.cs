using Akka.Actor;
using Akka.Cluster;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Cluster;

/// <summary>
/// Whether a transaction can be reached from this node, by a question that goes all the way: through the shards to a coordinator, which looks into
/// the database, and back. Asked of some shards at once, and one answer is enough: that a lost node's do not answer until others have taken them over
/// is no fault of this one.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="role">Of the nodes that run transactions; null: all members do.</param>
internal sealed class ClusterHealthCheck(TimeProvider time, string? role) : TaleHealthCheck(time)
{
    private const int Shards = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // Nobody's ids, each in a shard of its own, more or less.
    private readonly string[] _nobodys = [.. Enumerable.Range(0, 32 * Shards).Select(_ => $"ready-{Guid.NewGuid():N}")];

    protected override string Remedy =>
        "Send requests to another node. If this does not pass, look at GET /cluster (TaleCluster.LookAsync) and at the logs of the nodes that are not reachable.";

    protected override async Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var status = cluster.SelfMember.Status;
        if (status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down)
            return new HealthFinding($"This node is on its way out of its cluster ({status}).", "Send requests to another node.");
        if (status != MemberStatus.Up)
            return new HealthFinding(
                $"This node is not a full member of its cluster ({status}).",
                "Wait until the cluster has taken it in. If it does not: its log says whom it has asked.");
        // Each question would be kept, and said in the log, until the database is back.
        if ((runtime.Leases.Refusal ?? (runtime.Index as IAdmission)?.Refusal?.Message) is { } trouble)
            return new HealthFinding($"Other nodes are not asked at present. {trouble}");
        var nodes = cluster.State.Members.Count;
        var unreachable = cluster.State.Unreachable.Select(member => $"{member.Address}").Order().ToList();
        var heard = unreachable.Count == 0 ? $"{nodes} nodes" : $"{nodes} nodes, of which some are not reachable: {string.Join(", ", unreachable)}";
        var asked = _nobodys.Where(id => MayAsk(runtime, id)).Take(Shards).ToList();
        if (asked.Count == 0)
            return new HealthFinding("Other nodes are not asked at present: no database is there whose transactions this node may run.", Remedy);
        return await IsAnyAnsweredAsync(runtime.Region, asked, cancellationToken).ConfigureAwait(false)
            ? new HealthFinding($"Transactions can be reached from this node. The cluster has {heard}.")
            : new HealthFinding($"None of {Shards} questions to different shards was answered. The cluster has {heard}.", Remedy);
    }

    protected override HealthFinding FindForClient(ActorSystem system) =>
        role is null || Akka.Cluster.Cluster.Get(system).State.Members.Any(member => member.Status == MemberStatus.Up && member.HasRole(role))
            ? base.FindForClient(system)
            : new HealthFinding(
                "This client knows no node that runs transactions.",
                "Wait until one has started. If there is one: they are not in one cluster; start this client again.");

    /// <summary>A question into a database that is away would be kept.</summary>
    private static bool MayAsk(TaleRuntime runtime, string id) =>
        runtime.Leases.Of(TransactionIds.PersistenceIdOf(id)).Refusal is null && (runtime.Index as IAdmission)?.RefusalOf(id) is null;

    private static async Task<bool> IsAnyAnsweredAsync(IActorRef region, List<string> ids, CancellationToken cancellationToken)
    {
        var asked = ids.Select(id => IsAnsweredAsync(region, id, cancellationToken)).ToList();
        while (asked.Count > 0)
        {
            var answered = await Task.WhenAny(asked).ConfigureAwait(false);
            if (await answered.ConfigureAwait(false))
                return true;
            asked.Remove(answered);
        }
        return false;
    }

    private static async Task<bool> IsAnsweredAsync(IActorRef region, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await region.Ask<IWithTransactionId>(new GetTransaction(id), Patience, cancellationToken).ConfigureAwait(false) is TransactionNotFound;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
