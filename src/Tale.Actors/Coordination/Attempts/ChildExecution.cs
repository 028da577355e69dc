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
    private CancelTransaction? _unheard;   // said until it is known to have been heard
    private bool _isKnown;
    private TransactionRejected? _refused;

    /// <exception cref="Exception">The function that gives its starting state failed.</exception>
    public ChildExecution(AttemptServices services, AttemptWork work, IActorRef self) : base(services, work, self)
    {
        _isCancelled = work.WasCancelled;
        _unheard = _isCancelled ? Cancellation() : null;
        _input = Read(work.Inputs[0], work.Node.InputType);
        _start = Body.Input(_input);
    }

    public override void Ask()
    {
        if (_isKnown)
            Follow();
        else
            StartIt();
    }

    /// <summary>What is not known to be this step's is not cancelled: it may be somebody else's.</summary>
    public override void Cancel(bool isSaidAgain)
    {
        _isCancelled = true;
        if (isSaidAgain || _unheard is not { IsOfParent: false })
            _unheard = Cancellation(isSaidAgain);
        if (_isKnown)
            SayIfCancelled();
        else
            StartIt();
    }

    public override Command.Answer? Answered(IWithTransactionId answer)
    {
        switch (answer)
        {
            case TransactionAccepted:
                _isKnown = true;
                SayIfCancelled();
                return null;
            // Of an older build it is not known what it answers.
            case CommandAccepted accepted when accepted.WishId is null || accepted.WishId == _unheard?.WishId:
                _unheard = null;
                return null;
            case TransactionCompleted completed:
                return Completed(completed);
            case TransactionCompensated compensated:
                return LeftNothing($"The transaction '{Id}' was compensated: {compensated.Failure.Message}");
            case TransactionFailed failed:
                return HasFailed(failed.Failure);
            // It was started with another state than would be given to it today, or is not this step's at all.
            case TransactionRejected { Reason: RejectionReason.Conflict }:
                Send(new GetTransaction(Id));
                return null;
            case TransactionView view when SaysNothing(view):
                return null;
            case TransactionView view when IsOwn(view):
                _isKnown = true;
                Follow();
                return null;
            case TransactionView view:
                return IsSomebodyElses(view);
            // Also where it was started before, and what would be given to it today cannot be compared with that.
            case TransactionRejected rejected when !_isKnown && IsForGood(rejected.Reason):
                _refused = rejected;
                Send(new GetTransaction(Id));
                return null;
            case TransactionNotFound when !_isKnown && _refused is { } refused:
                return refused.Reason == RejectionReason.UnknownDefinition
                    ? Failed(NotStarted(refused), Verdict.Escalate, false)
                    : LeftNothing(NotStarted(refused));
            case TransactionNotFound when _isKnown:
                return Failed(
                    $"The transaction '{Id}' was started, and is not stored any more.", Verdict.Escalate, mayHaveTakenEffect: true);
            default:
                return null;   // suspended, or told: it goes on
        }
    }

    /// <summary>What became of an earlier try says nothing of this one.</summary>
    private void StartIt()
    {
        _refused = null;
        Start(_start, _isCancelled);
    }

    private void Follow()
    {
        Send(new WatchTransaction(Id));
        SayIfCancelled();
    }

    private void SayIfCancelled()
    {
        if (_unheard is { } cancellation)
            Send(cancellation);
    }

    private string NotStarted(TransactionRejected rejected) => $"The transaction '{Id}' was not started: {rejected.Message}";

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
