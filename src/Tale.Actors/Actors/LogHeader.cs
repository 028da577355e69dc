using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Actors;

/// <summary>What can be said of a log without its definition: enough to show a transaction whose definition is missing.</summary>
internal sealed class LogHeader
{
    public Event.TransactionStarted? Started { get; private set; }

    public TransactionStatus Status { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public string? Reason { get; private set; }

    public bool IsFinal => Status.IsFinal();

    public void Add(Event e)
    {
        if (e is Event.Unreadable)
            return;
        UpdatedAt = e.At;
        (Status, Reason) = e switch
        {
            Event.TransactionStarted => (TransactionStatus.Running, null),
            Event.CompensationStarted x => (TransactionStatus.Compensating, x.Cause),
            Event.TransactionSuspended x => (TransactionStatus.Suspended, x.Reason),
            Event.TransactionResumed x => (x.Status, null),
            Event.TransactionCompleted => (TransactionStatus.Completed, null),
            Event.TransactionCompensated x => (TransactionStatus.Compensated, x.Failure),
            Event.TransactionFailed x => (TransactionStatus.Failed, x.Failure),
            _ => (Status, Reason),
        };
        Started = e as Event.TransactionStarted ?? Started;
    }

    public ITransactionOutcome? Outcome() => Started is not { TransactionId: var id } ? null : Status switch
    {
        TransactionStatus.Completed => new TransactionCompleted(id, null),
        TransactionStatus.Compensated => new TransactionCompensated(id, Failure()!),
        TransactionStatus.Failed => new TransactionFailed(id, Failure()!),
        _ => new TransactionSuspended(id, Reason ?? "", null),
    };

    public TransactionView? View() => Started is not { } start ? null : new TransactionView(start.TransactionId, start.Definition, start.Version, Status)
    {
        StartedAt = start.At,
        UpdatedAt = UpdatedAt,
        EndedAt = IsFinal ? UpdatedAt : null,
        State = start.State,
        Headers = start.Headers,
        SuspendedReason = Status == TransactionStatus.Suspended ? Reason : null,
        Failure = Failure(),
    };

    private TransactionFailure? Failure() =>
        Status is TransactionStatus.Compensated or TransactionStatus.Failed ? new TransactionFailure(Reason ?? "", [], []) : null;
}
