using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>A child is undone: cancelled while it runs, compensated once it has completed.</summary>
internal sealed class ChildUndo : ChildErrand
{
    private readonly object? _start;

    /// <exception cref="Exception">The function that gives its starting state failed.</exception>
    public ChildUndo(AttemptServices services, AttemptWork work, IActorRef self) : base(services, work, self)
    {
        if (work.Outcome == StepOutcome.Unknown)
            _start = Body.Input(Read(work.CompensationState, work.CompensationType));
    }

    public override void Ask() => Send(new GetTransaction(Id));

    public override void Cancel()
    {
    }

    public override Command.Answer? Answered(IWithTransactionId answer)
    {
        switch (answer)
        {
            case TransactionView view:
                return Seen(view.Status, view.Failure);
            case TransactionCompensated:
                return Work.Done(null);
            case TransactionFailed failed:
                return HasFailed(failed.Failure);
            case TransactionCompleted:
                return Seen(TransactionStatus.Completed, null);
            // It goes back, or is undone.
            case CommandAccepted:
                Send(new WatchTransaction(Id));
                return null;
            case TransactionAccepted:
                Ask();
                return null;
            // Its start may still be under way: it is started here, so that there is something that can be cancelled before it.
            case TransactionNotFound when Work.Outcome == StepOutcome.Unknown:
                Start(_start);
                return null;
            case TransactionNotFound:
                return Failed(
                    $"The transaction '{Id}' completed and is not stored any more, so it cannot be undone. Keep children for as long as their "
                    + "parents.", Verdict.Escalate, false);
            // It only goes forward. Once it has completed, that it cannot be undone is said.
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
            case TransactionStatus.Completed when Body.HasPivot:
                return Failed($"The transaction '{Id}' has passed its pivot: it cannot be undone.", Verdict.Escalate, false);
            case TransactionStatus.Completed:
                Send(new CompensateTransaction(Id, $"The transaction '{Work.TransactionId}', whose step it was, goes back"));
                return null;
            case TransactionStatus.Compensated:
                return Work.Done(null);
            case TransactionStatus.Failed:
                return HasFailed(failure!);
            default:
                SendCancel();
                return null;
        }
    }
}
