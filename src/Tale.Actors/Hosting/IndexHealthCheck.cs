using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Hosting;

/// <summary>Whether the transaction index answers.</summary>
internal sealed class IndexHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    private static readonly TransactionQuery One = new() { Statuses = [TransactionStatus.Running], Limit = 1 };

    protected override string Remedy =>
        "Look at the index's database. Until it answers, nothing can be listed, and what is due is resumed late.";

    protected override async Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken)
    {
        await runtime.Index.QueryAsync(One, cancellationToken);
        return new HealthFinding("The transaction index answers.");
    }
}
