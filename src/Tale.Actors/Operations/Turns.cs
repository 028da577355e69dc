using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>What an operation asks the index and each transaction, and what their answers mean. Pure.</summary>
/// <param name="opened">The operation.</param>
internal sealed class Turns(OperationEvent.Opened opened)
{
    private const int MaxMessage = 500;

    private readonly string _commandId = OperationIds.CommandIdOf(opened);

    /// <summary>In front, so that it is found again however long the reasons are.</summary>
    private readonly string _mark = $"operation {opened.OperationId}, ";

    /// <summary>Whether the index can count what the filter matches: it looks for a text in the newest failures only.</summary>
    public bool CanBeCounted => opened.Filter.FailureText is null;

    /// <summary>What to ask the index for. What it finds is still to be held against <see cref="Matches"/>.</summary>
    public TransactionQuery Query(string? after, int limit)
    {
        // A tick later: those of the very same moment were there before.
        var accepted = opened.At.AddTicks(1);
        return new TransactionQuery
        {
            Statuses = opened.Filter.Statuses,
            Definition = opened.Filter.Definition,
            IdPrefix = opened.Filter.IdPrefix,
            StartedFrom = opened.Filter.StartedFrom,
            StartedBefore = opened.Filter.StartedBefore < accepted ? opened.Filter.StartedBefore : accepted,
            After = after,
            Limit = limit,
        };
    }

    public bool Matches(TransactionSummary row) => opened.Filter.FailureText is not { } text
        || row.Failure?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    public ITransactionCommand CommandFor(string transactionId) => opened.Action switch
    {
        BulkAction.Cancel => new CancelTransaction(transactionId, $"{_mark}{opened.Who}: {opened.Why}") { WishId = _commandId },
        BulkAction.Undo => new CompensateTransaction(transactionId, $"{_mark}{opened.Who}: {opened.Why}"),
        _ => new OperatorCommand(transactionId, _commandId, ActionOf(opened.Action), opened.Who, opened.Why) { Step = opened.Step },
    };

    /// <summary>Whether a transaction is to be looked at before it is told: what is undone may be another one's child.</summary>
    public bool LooksFirst => opened.Action == BulkAction.Undo && opened.Filter.Definition is null;

    /// <param name="view">Of a transaction that has not been told by this process, and may have changed since the index was read.</param>
    /// <returns>Null: it is to be told.</returns>
    public Verdict? Look(TransactionView view) => view switch
    {
        _ when HasSeen(view) => new Verdict.Done(),
        _ when opened.Filter.Statuses.Count > 0 && !opened.Filter.Statuses.Contains(view.Status) => new Verdict.Refused(
            RejectionReason.NotAllowed, $"It does not match the filter any more: {view.Status}."),
        _ when LooksFirst && view.Headers.GetValueOrDefault(ChildTransactions.ParentHeader) is { } parent => new Verdict.Refused(
            RejectionReason.NotAllowed,
            $"It is a child of '{Bounded(parent)}', which undoes it when it is undone itself. To undo children by themselves, name their definition in the filter."),
        _ => null,
    };

    /// <param name="answer">To the command, or to the question that was asked because of an answer before.</param>
    public Verdict Read(object answer) => answer switch
    {
        CommandAccepted => new Verdict.Done(),
        // The end that stands may be the one to which this command has led: its answer, or the confirmation of its write, may have been lost.
        ITransactionOutcome and not TransactionSuspended => new Verdict.Ask(),
        TransactionSuspended suspended => new Verdict.Refused(RejectionReason.NotAllowed, Bounded(suspended.Reason)),
        TransactionView view when HasSeen(view) => new Verdict.Done(),
        TransactionView view => view.Status.IsFinal()
            ? Ended(view.Status)
            : new Verdict.Refused(RejectionReason.NotAllowed, "It had ended before, and is being undone since."),
        TransactionNotFound => new Verdict.Refused(RejectionReason.NotAllowed, "There is no such transaction any more."),
        TransactionRejected { Reason: RejectionReason.Overloaded or RejectionReason.Stopping or RejectionReason.JournalUnavailable
            or RejectionReason.NotOwner } later => new Verdict.Later(later.Reason, Bounded(later.Message)),
        TransactionRejected rejected => new Verdict.Refused(rejected.Reason, Bounded(rejected.Message)),
        _ => throw new InvalidOperationException($"A transaction answered an operation with {answer.GetType().Name}."),
    };

    private static Verdict.Refused Ended(TransactionStatus status) => new(
        RejectionReason.NotAllowed, $"It had ended before: {status}.");

    private bool HasSeen(TransactionView view) => opened.Action is BulkAction.Cancel or BulkAction.Undo
        ? view.Failure?.Message.Contains(_mark, StringComparison.Ordinal) == true
        : view.Interventions.Any(intervention => intervention.CommandId == _commandId);

    private static string Bounded(string message) => ErrorText.Bounded(message, MaxMessage);

    private static OperatorAction ActionOf(BulkAction action) => action switch
    {
        BulkAction.RetryNow => OperatorAction.RetryNow,
        BulkAction.SkipStep => OperatorAction.SkipStep,
        BulkAction.AssumeSucceeded => OperatorAction.AssumeSucceeded,
        BulkAction.AssumeFailed => OperatorAction.AssumeFailed,
        BulkAction.Compensate => OperatorAction.Compensate,
        BulkAction.GiveUp => OperatorAction.GiveUp,
        BulkAction.Abandon => OperatorAction.Abandon,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "It is no operator's."),
    };

    /// <summary>What an answer means for the operation.</summary>
    internal abstract record Verdict
    {
        private Verdict()
        {
        }

        internal sealed record Done : Verdict;

        internal sealed record Refused(RejectionReason Reason, string Message) : Verdict;

        /// <summary>Nothing is decided: to be sent again after a while.</summary>
        internal sealed record Later(RejectionReason Reason, string Message) : Verdict;

        /// <summary>Only the transaction's view can say whether it has carried the command out.</summary>
        internal sealed record Ask : Verdict;
    }
}
