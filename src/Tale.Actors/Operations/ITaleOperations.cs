namespace Tale.Actors.Operations;

/// <summary>
/// Bulk operations: the same action on every transaction that a filter matches, as durable work of the node. An operation survives restarts,
/// and goes on by itself; each transaction has its command once. Safe for concurrent use. Obtain it from dependency injection, or from
/// <c>TaleExtension.For(system).Operations</c>. Not on a node that is a client only.
/// </summary>
public interface ITaleOperations
{
    /// <summary>
    /// Starts an operation, and returns once that is durable, without waiting for its end. Each transaction that the filter matches when its
    /// turn comes gets the command once, in the order of ids, <c>tale.operations.max-in-flight</c> at a time. Idempotent by the request's
    /// id.
    /// </summary>
    /// <param name="request">What to do, to which transactions, who does it, and why.</param>
    /// <param name="cancellationToken">Stops waiting for the answer. The operation may have been started.</param>
    /// <returns>The operation as it stands.</returns>
    /// <exception cref="OperationRejectedException">
    /// The request lacks something or contradicts itself (<see cref="Protocol.RejectionReason.InvalidCommand"/>, <see
    /// cref="Protocol.RejectionReason.InvalidId"/>), its id belongs to another operation (<see cref="Protocol.RejectionReason.Conflict"/>),
    /// 20 operations are at work (<see cref="Protocol.RejectionReason.Overloaded"/>), or the node is stopping or cannot write now.
    /// </exception>
    /// <exception cref="InvalidOperationException">This node is a client only.</exception>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again with the same id.</exception>
    Task<OperationView> StartAsync(OperationRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads an operation as it stands.</summary>
    /// <param name="operationId">The operation's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The operation, or null: there is none of that id, or it ended and 100 others have since.</returns>
    /// <exception cref="OperationRejectedException">Its log cannot be read now.</exception>
    /// <exception cref="InvalidOperationException">This node is a client only.</exception>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again.</exception>
    Task<OperationView?> GetAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>Reads all operations that are at work, and the 100 that ended last, the newest first.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="OperationRejectedException">Their logs cannot be read now.</exception>
    /// <exception cref="InvalidOperationException">This node is a client only.</exception>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again.</exception>
    Task<IReadOnlyList<OperationView>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops an operation, and returns once that is durable: no further transaction gets the command, and what was done stays done.
    /// Idempotent; one that has ended stays as it is.
    /// </summary>
    /// <param name="operationId">The operation's id.</param>
    /// <param name="who">Who stops it, for people: 1 to 200 characters.</param>
    /// <param name="cancellationToken">Stops waiting for the answer. It may have been stopped.</param>
    /// <returns>
    /// The operation as it stands then, or null when there is none of that id. <see cref="OperationStatus.Stopping"/>: transactions that
    /// have the command already have not answered yet.
    /// </returns>
    /// <exception cref="OperationRejectedException">Nobody is named, or the node cannot write now.</exception>
    /// <exception cref="InvalidOperationException">This node is a client only.</exception>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again.</exception>
    Task<OperationView?> StopAsync(string operationId, string who, CancellationToken cancellationToken = default);
}
