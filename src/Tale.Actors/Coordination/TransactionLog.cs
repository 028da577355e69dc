using Akka.Event;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>
/// What the log of the process says about one transaction, with the properties TransactionId and Step: its start and its end (Information),
/// each suspension (Warning), its attempts (Debug). Errors appear by their kind only: a message may hold a secret.
/// </summary>
internal readonly struct TransactionLog(ILoggingAdapter log, string id)
{
    /// <summary>Whoever reads the log should know before whoever waits does: called once events are stored, before the replies.</summary>
    /// <param name="events">The events of one write.</param>
    /// <param name="state">The state after them; null: the log cannot be folded.</param>
    public void Stored(IReadOnlyList<Event> events, TransactionState? state)
    {
        Event.TransactionSuspended? suspended = null;
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            suspended = e as Event.TransactionSuspended ?? suspended;
            if (log.IsInfoEnabled)
                Tell(e);
        }
        if (suspended is not null)
            Suspended(suspended, state);
    }

    /// <summary>The attempt may begin as soon as there is room for it.</summary>
    public void Issued(AttemptKey attempt, TransactionState state)
    {
        if (log.IsDebugEnabled)
        {
            log.Debug(
                "Transaction {TransactionId}, step {Step}: attempt {Attempt} to {Direction} is issued",
                id, state.Plan.Steps[attempt.Step].Path, attempt.Number, attempt.Direction == Direction.Execute ? "execute" : "undo");
        }
    }

    /// <summary>Its code may hold a thread for as long as it goes on.</summary>
    public void Abandoned(string step, int attempt) => log.Warning(
        "Transaction {TransactionId}, step {Step}: attempt {Attempt} went on after its timeout and its grace, and is abandoned; its code may "
        + "still be running", id, step, attempt);

    /// <summary>This incarnation ends without having come to an end.</summary>
    public void Interrupted(string why) => log.Warning("Transaction {TransactionId}: {Problem}; reading the log again", id, why);

    public void RowFailed(Exception error) =>
        log.Warning("Transaction {TransactionId}: the index did not take a change ({Error})", id, error.GetType().Name);

    /// <summary>Its log cannot be folded.</summary>
    public void Suspended(string reason) => log.Warning("Transaction {TransactionId} is suspended: {Reason}", id, reason);

    private void Suspended(Event.TransactionSuspended suspended, TransactionState? state)
    {
        if (state is null)
            Suspended(suspended.Reason);
        else
        {
            // The other causes name no error's message.
            var reason = suspended.Cause == SuspensionCause.OperatorNeeded ? FailureReport.LogText(state) : suspended.Reason;
            log.Warning("Transaction {TransactionId} is suspended at {Step}: {Reason}", id, FailureReport.HeldUp(state), reason);
        }
    }

    private void Tell(Event e)
    {
        switch (e)
        {
            case Event.TransactionStarted x:
                log.Info("Transaction {TransactionId} has started: {Definition} v{Version}", id, x.Definition, x.Version);
                break;
            case Event.TransactionResumed x:
                log.Info("Transaction {TransactionId} goes on, {Status}", id, x.Status);
                break;
            case Event.CancelRequested:
                log.Info("Transaction {TransactionId} is asked to go back", id);
                break;
            case Event.UndoRequested:
                log.Info("Transaction {TransactionId} had completed, and is asked to be undone", id);
                break;
            case Event.DeadlinePassed:
                log.Info("Transaction {TransactionId} is past its deadline, and goes back", id);
                break;
            case Event.SignalReceived x:
                log.Info("Transaction {TransactionId} has received the signal {Signal}", id, x.Name);
                break;
            case Event.OperatorIntervened x:
                log.Info("Transaction {TransactionId}, step {Step}: {Operator} asked for {Action}", id, x.Step ?? "(all)", x.Who, x.Action);
                break;
            case Event.TransactionCompleted:
                Ended(TransactionStatus.Completed);
                break;
            case Event.TransactionCompensated:
                Ended(TransactionStatus.Compensated);
                break;
            case Event.TransactionFailed:
                Ended(TransactionStatus.Failed);
                break;
            default:
                if (log.IsDebugEnabled)
                    TellAttempt(e);
                break;
        }
    }

    private void Ended(TransactionStatus status) => log.Info("Transaction {TransactionId} has ended: {Status}", id, status);

    private void TellAttempt(Event e)
    {
        switch (e)
        {
            case Event.StepSucceeded x:
                Attempt(x.Step, x.Attempt, "succeeded", null);
                break;
            case Event.ItemsListed x:
                log.Debug("Transaction {TransactionId}, step {Step}: {Count} items", id, x.Step, x.Items.Length);
                break;
            case Event.StepAttemptFailed x:
                Attempt(x.Step, x.Attempt, "failed and is repeated", x.Failure);
                break;
            case Event.StepFailed x:
                Attempt(x.Step, x.Attempt, x.Failure is null ? "was given up before it began" : "failed for good", x.Failure);
                break;
            case Event.StepOutcomeUnknown x:
                Attempt(x.Step, x.Attempt, "ended, and nobody knows whether the step took effect", x.Failure);
                break;
            case Event.StepEscalated x:
                Attempt(x.Step, x.Attempt, "asked for an operator", x.Failure);
                break;
            case Event.StepCompensated x:
                Attempt(x.Step, x.Attempt, "undid the step", null);
                break;
            case Event.CompensationAttemptFailed x:
                Attempt(x.Step, x.Attempt, x.RetryAt is null ? "failed to undo the step, for good" : "failed to undo the step", x.Failure);
                break;
            case Event.WaitStarted x:
                log.Debug("Transaction {TransactionId}, step {Step}: waits until {Until}", id, x.Step, x.Until?.ToString("u") ?? "for ever");
                break;
            case Event.CoordinatorRecovered x:
                log.Debug("Transaction {TransactionId} is taken over, epoch {Epoch}", id, x.Epoch);
                break;
        }
    }

    private void Attempt(string step, int attempt, string what, AttemptFailure? failure)
    {
        if (failure is null)
            log.Debug("Transaction {TransactionId}, step {Step}: attempt {Attempt} {Outcome}", id, step, attempt, what);
        else
        {
            log.Debug(
                "Transaction {TransactionId}, step {Step}: attempt {Attempt} {Outcome} ({Error})", id, step, attempt, what, failure.Type);
        }
    }
}
