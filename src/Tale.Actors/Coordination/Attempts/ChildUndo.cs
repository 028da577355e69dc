using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>A child is undone: cancelled while it runs, compensated once it has completed.</summary>
internal sealed class ChildUndo(AttemptServices services, AttemptWork work, IActorRef self) : ChildErrand(services, work, self)
{
    private bool _isMissing;
    private bool _hasCompleted;
    private bool _isOnItsWay;

    /// <summary>One that goes back is only watched: a view of it is made of its log each time.</summary>
    public override void Ask() => Send(_isOnItsWay ? new WatchTransaction(Id) : new GetTransaction(Id));

    public override void Cancel(bool isSaidAgain)
    {
    }

    public override Command.Answer? Answered(IWithTransactionId answer)
    {
        switch (answer)
        {
            case TransactionView view when SaysNothing(view):
                return null;
            case TransactionView view when !IsOwn(view):
                return IsSomebodyElses(view);
            case TransactionView view:
                _isMissing = false;
                return Seen(view.Status, view.Failure);
            case TransactionCompensated:
                return Work.Done(null);
            case TransactionFailed failed:
                return HasFailed(failed.Failure);
            case TransactionCompleted:
                return Seen(TransactionStatus.Completed, null);
            case CommandAccepted:
                _isOnItsWay = true;
                Ask();
                return null;
            case TransactionAccepted:
                Ask();
                return null;
            // Its start may still be under way, so there has to be something that it cannot come after.
            case TransactionNotFound when Work.Outcome == StepOutcome.Unknown:
                _isMissing = true;
                Start(Body.Input(Read(Work.CompensationState, Work.CompensationType)), isCancelled: true);
                return null;
            case TransactionRejected rejected when _isMissing && IsForGood(rejected.Reason):
                return Failed(
                    $"The transaction '{Id}' is not stored, and cannot be started: {rejected.Message}", Verdict.Escalate, false);
            case TransactionNotFound:
                return Failed(
                    $"The transaction '{Id}' has ended and is not stored any more, so it cannot be undone. Keep children for as long as their "
                    + "parents.", Verdict.Escalate, false);
            case TransactionRejected { Reason: RejectionReason.NotAllowed } rejected when _hasCompleted:
                return Failed($"The transaction '{Id}' has completed, and cannot be undone: {rejected.Message}", Verdict.Escalate, false);
            // It only goes forward, and is told to be undone once it has completed.
            case TransactionRejected { Reason: RejectionReason.NotAllowed } when Body.HasPivot:
                Send(new WatchTransaction(Id));
                return null;
            default:
                return null;   // suspended, or refused for the moment: it is asked again
        }
    }

    private Command.Answer? Seen(TransactionStatus status, TransactionFailure? failure)
    {
        switch (status)
        {
            case TransactionStatus.Completed:
                _hasCompleted = true;
                Send(new CompensateTransaction(Id, $"The transaction '{Work.TransactionId}', whose step it was, goes back"));
                return null;
            case TransactionStatus.Compensated:
                return Work.Done(null);
            case TransactionStatus.Failed:
                return HasFailed(failure!);
            default:
                Send(Cancellation());
                return null;
        }
    }
}
