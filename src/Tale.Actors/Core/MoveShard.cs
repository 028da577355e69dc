using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>The shard of a transaction is to go to a node that knows what this transaction takes. Between the nodes of a cluster.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="What">See <see cref="Knowledge"/>.</param>
internal sealed record MoveShard(string TransactionId, string What) : IWithTransactionId;
