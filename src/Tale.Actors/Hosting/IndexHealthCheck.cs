using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Hosting;

/// <summary>Whether the transaction index answers.</summary>
internal sealed class IndexHealthCheck(TimeProvider time) : TaleHealthCheck(time)
{
    /// <summary>Less than the check's: one of several that hangs is not to keep the others from being heard.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TransactionQuery One = new() { Statuses = [TransactionStatus.Running], Limit = 1 };

    protected override string Remedy =>
        "Look at the index's database. Until it answers, nothing can be listed, and what is due is resumed late.";

    protected override async Task<HealthFinding> FindAsync(ActorSystem system, TaleRuntime runtime, CancellationToken cancellationToken)
    {
        IReadOnlyList<ITransactionIndex> parts = runtime.Index is IPartedIndex parted ? parted.Parts : [runtime.Index];
        var troubles = (await Task.WhenAll(parts.Select(part => TroubleAsync(part, cancellationToken)))).OfType<string>().ToList();
        if (troubles.Count == parts.Count)
            return new HealthFinding(troubles[0], Remedy);
        return new HealthFinding(troubles.Count == 0
            ? "The transaction index answers."
            : $"The transaction index does not answer in {troubles.Count} of {parts.Count} databases, so nothing can be listed. {troubles[0]}");
    }

    private static async Task<string?> TroubleAsync(ITransactionIndex part, CancellationToken cancellationToken)
    {
        try
        {
            await part.QueryAsync(One, cancellationToken).WaitAsync(Patience, cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }
}
