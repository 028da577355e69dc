using Tale.Actors.Protocol;

namespace Tale.Actors.Actors;

/// <summary>The sender does not wait for the outcome any more. Within a node only: a watcher elsewhere that is gone costs memory until the outcome, and no more.</summary>
internal sealed record UnwatchTransaction(string TransactionId) : IWithTransactionId;
