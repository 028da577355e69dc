using Akka.Actor;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>The index of a world, shared by its nodes and written by their coordinators, as an index beside a journal is.</summary>
internal sealed class SweepIndex(ExtendedActorSystem system) : ITransactionIndex, ITransactionIndexWriter
{
    private readonly InMemoryTransactionIndex _index = SweepWorld.Of(system).Index;

    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _index.QueryAsync(query, cancellationToken);

    public Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _index.CountAsync(query, cancellationToken);

    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default) =>
        _index.DueAsync(now, after, limit, cancellationToken);

    public Task StoreAsync(string transactionId, IndexChange change) => _index.StoreAsync(transactionId, change);

    public void Record(string transactionId, IndexChange change) => _index.Record(transactionId, change);

    public void Restore(string transactionId, IReadOnlyList<IndexChange> changes) => _index.Restore(transactionId, changes);

    public void Forget(string transactionId, DateTimeOffset openedBefore) => _index.Forget(transactionId, openedBefore);
}
