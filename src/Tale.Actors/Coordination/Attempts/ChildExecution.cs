using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>A child is started, and its end waited for.</summary>
internal sealed class ChildExecution : ChildErrand
{
    private readonly object? _input;
    private readonly object? _start;
    private bool _isCancelled;
    private bool _isKnown;

    /// <exception cref="Exception">The function that gives its starting state failed.</exception>
    public ChildExecution(AttemptServices services, AttemptWork work, IActorRef self) : base(services, work, self)
    {
        _isCancelled = work.WasCancelled;
        _input = Read(work.Inputs[0], work.Node.InputType);
        _start = Body.Input(_input);
    }

    public override void Ask()
    {
        if (_isKnown)
            Send(new WatchTransaction(Id));
        else
            Start(_start);
        if (_isCancelled)
            SendCancel();
    }

    public override void Cancel()
    {
        _isCancelled = true;
        SendCancel();
    }

    public override Command.Answer? Answered(IWithTransactionId answer)
    {
        switch (answer)
        {
            case TransactionAccepted:
                _isKnown = true;
                return null;
            case TransactionCompleted completed:
                return Completed(completed);
            case TransactionCompensated compensated:
                return Failed($"The transaction '{Id}' was compensated: {compensated.Failure.Message}", Verdict.GiveUp, false);
            case TransactionFailed failed:
                return HasFailed(failed.Failure);
            // It was started with another state than would be given to it today, or is not this step's at all.
            case TransactionRejected { Reason: RejectionReason.Conflict }:
                Send(new GetTransaction(Id));
                return null;
            case TransactionView view when view.Headers.GetValueOrDefault(ChildTransactions.ParentHeader) == Work.TransactionId:
                _isKnown = true;
                Send(new WatchTransaction(Id));
                return null;
            case TransactionView view:
                return Failed(
                    $"The id '{Id}' belongs to a transaction of '{view.Definition}' that is not this step's.", Verdict.Escalate, false);
            case TransactionRejected rejected when !_isKnown && IsForGood(rejected.Reason):
                return Failed(
                    $"The transaction '{Id}' was not started: {rejected.Message}",
                    rejected.Reason == RejectionReason.UnknownDefinition ? Verdict.Escalate : Verdict.GiveUp, false);
            case TransactionNotFound when _isKnown:
                return Failed(
                    $"The transaction '{Id}' was started, and is not stored any more.", Verdict.Escalate, mayHaveTakenEffect: true);
            // The start before it was refused, and there is no other.
            case TransactionNotFound when _isCancelled:
                return Failed($"The transaction '{Id}' was not started.", Verdict.GiveUp, false);
            default:
                return null;   // suspended, or told: it goes on
        }
    }

    /// <summary>The others are about the moment: it is asked again.</summary>
    private static bool IsForGood(RejectionReason reason) => reason is RejectionReason.UnknownDefinition or RejectionReason.StateDoesNotFit
        or RejectionReason.InvalidId or RejectionReason.PayloadTooLarge or RejectionReason.InvalidHeaders or RejectionReason.InvalidCommand;

    /// <summary>It took effect. If that cannot be told to the parent, it is to be undone.</summary>
    private Command.Answer Completed(TransactionCompleted completed)
    {
        try
        {
            var result = completed.Result switch
            {
                UnsentValue unsent => throw new StateSerializationException(unsent.Problem),
                Payload payload => Read(payload, Body.Definition.OutputType),
                var value => value,
            };
            return Work.Done(Services.EncodeOutput(Body.Output(_input, result), Work.Node.OutputType));
        }
        catch (Exception e)
        {
            return Work.Failed(Services.Judge.OfOutput(
                $"The transaction '{Id}' completed, but its result cannot be taken over: {ErrorText.MessageOf(e)}"));
        }
    }
}
