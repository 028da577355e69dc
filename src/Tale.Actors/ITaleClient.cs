using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors;

/// <summary>
/// All that a caller needs: start, run, get, preview, follow, watch, cancel, list and count transactions, and act as an operator. Safe for
/// concurrent use. Obtain it from dependency injection, or from <c>TaleExtension.For(system).Client</c>.
/// </summary>
public interface ITaleClient
{
    /// <summary>Starts a transaction and returns once the start is durable, without waiting for the outcome.</summary>
    /// <param name="definition">The name of a registered definition.</param>
    /// <param name="state">The starting state: an instance of the definition's input type.</param>
    /// <param name="options">Id, version and headers. Default: a new id, the highest version, no headers.</param>
    /// <param name="cancellationToken">Stops waiting; the transaction itself goes on.</param>
    /// <returns>The acceptance; for an id that is known with the same definition and state, the present status.</returns>
    /// <exception cref="TransactionRejectedException">
    /// The start was refused; its reason says whether it may be stored all the same.
    /// </exception>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again with the same id.</exception>
    Task<TransactionAccepted> StartAsync(
        string definition, object state, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a transaction of a known definition and returns once the start is durable, without waiting for the outcome.</summary>
    /// <typeparam name="TIn">The type of the starting state.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="definition">A registered definition; its version is the one that is started.</param>
    /// <param name="state">The starting state.</param>
    /// <param name="options">Id and headers. Default: a new id, no headers.</param>
    /// <param name="cancellationToken">Stops waiting; the transaction itself goes on.</param>
    /// <returns>The acceptance; for an id that is known with the same definition and state, the present status.</returns>
    /// <exception cref="TransactionRejectedException">
    /// The start was refused; its reason says whether it may be stored all the same.
    /// </exception>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again with the same id.</exception>
    Task<TransactionAccepted> StartAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition,
        TIn state,
        StartOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Starts a transaction and waits, for as long as it takes, until it has ended or is suspended.</summary>
    /// <typeparam name="TIn">The type of the starting state.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="definition">A registered definition.</param>
    /// <param name="state">The starting state.</param>
    /// <param name="options">Id and headers. Default: a new id, no headers.</param>
    /// <param name="cancellationToken">Stops waiting; the transaction itself goes on.</param>
    /// <exception cref="TransactionRejectedException">
    /// The start was refused, or the node stops while the outcome is waited for (<see cref="RejectionReason.Stopping"/>); its reason says whether
    /// the start may be stored all the same. Call again with the same id.
    /// </exception>
    /// <exception cref="TransactionResultUnreadableException">It has completed, and its result cannot be had as the type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The start was acknowledged, and the journal's database has lost it since: an older backup was restored.
    /// </exception>
    Task<TransactionOutcome<TOut>> RunAsync<TIn, TOut>(
        TransactionDefinition<TIn, TOut> definition,
        TIn state,
        StartOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a transaction's present state from its log.</summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The view, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">The node is stopping, or has stopped.</exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    Task<TransactionView?> GetAsync(string transactionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads what would happen to a transaction from where it stands: which undos would run if it failed now, in which order and with which
    /// states, and which steps are still ahead. Costs no write.
    /// </summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The plan, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">The node is stopping, or has stopped.</exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    Task<TransactionPlan?> GetPlanAsync(string transactionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads what has happened to a transaction, event by event, from its log. Costs no write, and brings nothing into memory. A transaction
    /// that has ended can be read, and one whose log cannot be folded.
    /// </summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="query">Which part. Default: the first 100 entries.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A page, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">
    /// The log cannot be read now (<see cref="RejectionReason.JournalUnavailable"/>), does not have the revision to go on from
    /// (<see cref="RejectionReason.InvalidCommand"/>), or the node is stopping.
    /// </exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    Task<TransactionHistory?> GetHistoryAsync(
        string transactionId, HistoryQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives every event of a transaction's log once and in order: those that are there at once, and each further one when it is stored. Goes
    /// on across restarts of coordinators and outages of the journal, and, for a client of another node, across that node's restarts. Ends
    /// after the event that ends the transaction. Who goes on later passes the last revision seen.
    /// </summary>
    /// <param name="transactionId">The transaction's id. Without such a transaction there are no entries.</param>
    /// <param name="afterRevision">The last revision that is known already. Default 0: everything.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TransactionRejectedException">
    /// The node is stopping, or has stopped; or the log does not have the revision to go on from
    /// (<see cref="RejectionReason.InvalidCommand"/>).
    /// </exception>
    IAsyncEnumerable<HistoryEntry> FollowAsync(
        string transactionId, long afterRevision = 0, CancellationToken cancellationToken = default);

    /// <summary>Sends any other command and returns its answer.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A message of the protocol, such as <see cref="TransactionNotFound"/> or <see cref="TransactionRejected"/>.</returns>
    /// <exception cref="TimeoutException">No answer within <c>tale.client.ask-timeout</c>; ask again.</exception>
    Task<IWithTransactionId> AskAsync(ITransactionCommand command, CancellationToken cancellationToken = default);

    /// <summary>Waits, for as long as it takes, until the transaction has ended or is suspended.</summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The outcome, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">
    /// The node is stopping, or has stopped; the transaction goes on elsewhere, or when it is back.
    /// </exception>
    Task<ITransactionOutcome?> WatchAsync(string transactionId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Has a transaction go back: nothing new starts, running attempts are told and waited for, and what took effect is undone. Idempotent.
    /// See <see cref="CancelTransaction"/>.
    /// </summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="reason">Why, for people: stands in the log, in the view and in the failure.</param>
    /// <param name="cancellationToken">Stops waiting for the answer. The cancel may have been stored.</param>
    /// <returns>
    /// The status afterwards, or null when there is no such transaction. <see cref="TransactionStatus.Running"/>: attempts that are at work
    /// are waited for first. <see cref="TransactionStatus.Suspended"/>: the cancel is noted, and an operator still has to say what became of a
    /// step. <see cref="TransactionStatus.Completed"/>: it was too late.
    /// </returns>
    /// <exception cref="TransactionRejectedException">It was refused; the reason says whether trying again helps.</exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    Task<TransactionStatus?> CancelAsync(string transactionId, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Has a completed transaction undone: what took effect is compensated in the strict reverse of execution. Idempotent. See <see
    /// cref="CompensateTransaction"/>.
    /// </summary>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="reason">Why, for people: stands in the log, in the view and in the failure.</param>
    /// <param name="cancellationToken">Stops waiting for the answer. The wish may have been stored.</param>
    /// <returns>The status afterwards, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">
    /// It has not completed, or has passed its pivot (<see cref="RejectionReason.NotAllowed"/>).
    /// </exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    Task<TransactionStatus?> CompensateAsync(string transactionId, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a signal to a transaction that waits for one of that name, or will. Idempotent by the signal's id. See <see
    /// cref="SignalTransaction"/>.
    /// </summary>
    /// <param name="signal">Which transaction, which signal, its id and its payload.</param>
    /// <param name="cancellationToken">Stops waiting for the answer. The signal may have been stored.</param>
    /// <returns>The status afterwards, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">
    /// No wait is left for it, there is none of that name, or the transaction has ended and had not taken it before
    /// (<see cref="RejectionReason.NotAllowed"/>); its id belongs to another signal
    /// (<see cref="RejectionReason.Conflict"/>); or its payload does not fit (<see cref="RejectionReason.InvalidCommand"/>).
    /// </exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again with the same id.</exception>
    Task<TransactionStatus?> SignalAsync(SignalTransaction signal, CancellationToken cancellationToken = default);

    /// <summary>Has an operator act on a transaction. Idempotent by the command's id. See <see cref="OperatorCommand"/>.</summary>
    /// <param name="command">What to do, who does it, and why.</param>
    /// <param name="cancellationToken">Stops waiting for the answer. What the command asks for may have been stored.</param>
    /// <returns>The status afterwards, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionRejectedException">
    /// It makes no sense as the transaction stands, or comes after its end (<see cref="RejectionReason.NotAllowed"/>), was decided on an old view
    /// (<see cref="RejectionReason.RevisionChanged"/>), or lacks something (<see cref="RejectionReason.InvalidCommand"/>).
    /// </exception>
    /// <exception cref="TimeoutException">There was no answer within <c>tale.client.ask-timeout</c>. Ask again with the same id.</exception>
    Task<TransactionStatus?> OperateAsync(OperatorCommand command, CancellationToken cancellationToken = default);

    /// <summary>Waits, for as long as it takes, until the transaction has ended or is suspended, and reads its result as a type.</summary>
    /// <typeparam name="TOut">The type of the result; <see cref="Payload"/> for the result as it is stored.</typeparam>
    /// <param name="transactionId">The transaction's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The outcome, or null when there is no such transaction.</returns>
    /// <exception cref="TransactionResultUnreadableException">The transaction is completed, and its result is of another type.</exception>
    /// <exception cref="TransactionRejectedException">
    /// The node has stopped; the transaction goes on elsewhere, or when it is back.
    /// </exception>
    Task<TransactionOutcome<TOut>?> WatchAsync<TOut>(string transactionId, CancellationToken cancellationToken = default);

    /// <summary>Reads one page of the transaction index, ordered by id and stable under inserts.</summary>
    /// <param name="query">What to look for. Default: all transactions, the first 100.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="InvalidOperationException">
    /// This node is a client only, and its configuration names no database of the index.
    /// </exception>
    Task<TransactionPage> ListAsync(TransactionQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Counts transactions by definition, version and status, in that order. Those without any are left out.</summary>
    /// <param name="query">
    /// What to count. Default: all transactions. Unless it asks for statuses other than completed only, or for an id's prefix, every row of
    /// the index is read.
    /// </param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="InvalidOperationException">
    /// This node is a client only, and its configuration names no database of the index.
    /// </exception>
    Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery? query = null, CancellationToken cancellationToken = default);
}
