using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Node;

/// <summary>Stands in until the runtime is merged.</summary>
internal sealed class PendingRuntime : ITaleClient, ITransactionIndex
{
    public Task<TransactionAccepted> StartAsync(string definition, object state, StartOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(TransactionDefinition<TIn, TOut> definition, TIn state, StartOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<TransactionView?> GetAsync(string transactionId, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<ITransactionOutcome?> WatchAsync(string transactionId, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<IReadOnlyDictionary<TransactionStatus, long>> CountAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
    public Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, string? afterId, int limit, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
